print("monkey")
