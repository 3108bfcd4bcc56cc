// Troop
