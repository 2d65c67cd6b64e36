package pages

// readProse reads the facts about one value out of its description.
func readProse(desc []descLine, t typeInfo) proseFacts { return proseFacts{} }
