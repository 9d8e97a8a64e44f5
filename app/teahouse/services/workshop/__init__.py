"""Jobs of the workshop: quantising, measuring, inspecting and changing models by a process of the engine."""
