"""What can be supposed: of agencies and their people, and of single cases."""
