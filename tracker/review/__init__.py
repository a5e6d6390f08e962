"""What a person must look at, and what follows when they have."""
