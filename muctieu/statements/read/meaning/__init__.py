"""What each figure says, decided from the words around it and from its neighbours."""
