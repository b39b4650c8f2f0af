"""办事: cases, their forms and steps, and the calls that ask for them."""
