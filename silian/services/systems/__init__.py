"""Systems: what manifests there are, what they cover, what they measure."""

from silian.services.systems.registry import calendar_in_force, get_system, manifest_of, systems

__all__ = ["calendar_in_force", "get_system", "manifest_of", "systems"]
