"""Questions asked of the graph, one a file, and the policy by which coverage is judged."""
