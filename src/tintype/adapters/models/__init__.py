"""What models in processes of their own have in common: how they are asked, and what happens while they are away."""
