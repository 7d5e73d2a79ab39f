"""Who is isolated where: parties to sites, at least distance, moving as few as possible later."""
