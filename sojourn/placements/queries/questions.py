"""What each side of an evaluation is asked: five questions, mirrored, with what 1, 3 and 5 mean."""

QUESTIONS = {
    "tutor": (
        (
            "preparation",
            "How well prepared did the fellow come?",
            (
                "The basics had to come first",
                "Could follow from the start",
                "Worked along from the first day",
            ),
        ),
        (
            "progress",
            "How far did the fellow come towards the objectives of the plan?",
            ("Hardly moved", "As planned", "Clearly further than planned"),
        ),
        (
            "independence",
            "How much can the fellow now do alone?",
            ("Watches", "Works under supervision", "Works alone and knows when to ask"),
        ),
        (
            "engagement",
            "How engaged was the fellow?",
            ("Rarely took part", "Took part when asked", "Sought out cases, meetings and questions"),
        ),
        (
            "teamwork",
            "How did the fellow work with the team?",
            ("Stayed outside it", "Fitted in", "Made the team better"),
        ),
    ),
    "fellow": (
        (
            "welcome",
            "How well was the centre prepared for you?",
            (
                "Nobody expected me",
                "Most was ready in the first week",
                "Everything was ready on the first day",
            ),
        ),
        (
            "learning",
            "How far did the centre bring you towards the objectives of the plan?",
            ("Hardly at all", "As planned", "Clearly further than planned"),
        ),
        (
            "doing",
            "How much could you do yourself?",
            ("I watched", "I worked under supervision", "I worked alone and could always ask"),
        ),
        (
            "supervision",
            "How present was your tutor?",
            ("Rarely there", "There when asked", "Took time every week"),
        ),
        (
            "team",
            "How did the team take you in?",
            ("I stayed a guest", "I belonged to it", "I will keep working with them"),
        ),
    ),
}
