"""Coverage: the policy says who should be there, the facts who is, the judge what follows."""
