"""The list of systems as pages: what there is, how one goes, what is covered."""
