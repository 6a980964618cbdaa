from dataclasses import dataclass

from ingest import patterns, voice


@dataclass
class P:
    text: str
    section: str | None = None


CUES = patterns.load().cues


def test_a_disclaimer_is_kept_in_its_own_words():
    said = "Its release does not necessarily imply an endorsement by the Board of the views expressed."
    assert voice.disclaimer([P("A paper on dues."), P(f"This is a staff paper. {said} More follows.")], CUES) == said
    assert voice.disclaimer([P("The board endorsed the plan. It did so twice.")], CUES) is None


def test_a_section_that_says_it_is_inference_is_the_authors():
    parts = [
        P("The board found that dues rose.", "Findings"),
        P("What follows reflects analytical inference.", "What it means"),
    ]
    assert voice.own_sections(parts, CUES) == {"What it means"}
