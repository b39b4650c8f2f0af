"""The versions of manifests that cases were opened under."""
