//! A scene changed by words: "make it night", "same but winter", "add a boat", "wider".
