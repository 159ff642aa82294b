"""What the papers of the working day print, each frozen as plain data before it is rendered."""
