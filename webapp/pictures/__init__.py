"""Pictures of networks: what is in each, where it stands, how it is opened, drawn and saved."""
