"""What lies in the stores of media, for operators: how much, what is missing, what nobody needs."""
