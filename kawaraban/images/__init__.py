"""Pictures: found, checked, copied in the sizes that pages need, and drawn where there are none."""
