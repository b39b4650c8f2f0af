"""Writers of formats."""
