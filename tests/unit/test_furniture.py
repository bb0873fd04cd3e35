"""What one line is when it is not the article. All lines are made up."""

from typing import Any

import pytest

from onrecord.read.datelines import split_dateline
from onrecord.read.furniture import classify, is_name_line


@pytest.mark.parametrize(
    ("line", "kind", "fields"),
    [
        ("0 5 min 11 mths", "chrome", {"comments": 0, "reading_minutes": 5, "age_months": 11}),
        ("· 3 min read", "chrome", {"reading_minutes": 3}),
        ("1,204 views | 3 days ago", "chrome", {"views": 1204, "age_days": 3}),
        ("12 comments 40 shares", "chrome", {"comments": 12, "shares": 40}),
        ("By Mira Tolland", "byline", {"author": "Mira Tolland"}),
        ("BY MIRA TOLLAND AND JON DE VRIES", "byline", None),
        ("By Mira Tolland and Jon de Vries, Orrel Times", "byline", {"author": "Mira Tolland and Jon de Vries, Orrel Times"}),
        ("By Mira Tolland, Staff writer", "byline", {"author": "Mira Tolland"}),
        ("Written by: Mira Tolland", "byline", {"author": "Mira Tolland"}),
        ("(Reporting by Mira Tolland; Editing by Jon Vries)", "byline", {"author": "Mira Tolland", "editor": "Jon Vries"}),
        ("The Associated Press contributed to this report.", "byline", {"author": "The Associated Press"}),
        ("Photo: Mira Tolland/Orrel Times", "credit", {"credit": "Mira Tolland/Orrel Times"}),
        ("(Photo by Mira Tolland)", "credit", {"credit": "Mira Tolland"}),
        ("Image credit: Orrel Museum", "credit", {"credit": "Orrel Museum"}),
        ("Jon Vries/AFP via Getty Images", "credit", {"credit": "Jon Vries/AFP via Getty Images"}),
        ("Enlarge this image toggle caption Jon Vries/AP Jon Vries/AP", "credit", {"credit": "Jon Vries/AP"}),
        ("FILE PHOTO: The port of Orrel at dawn. REUTERS/Jon Vries", "caption", {"credit": "REUTERS/Jon Vries"}),
        ("The minister at the airport (Jon Vries/Reuters)", "caption", {"credit": "Jon Vries/Reuters"}),
        ("Source link", "source_link", {"copy_of_another_page": True}),
        ("Source: https://example.org/a?b=1", "source_link", {"copy_of_another_page": True, "outlet": "https://example.org/a?b=1"}),
        ("Read the original article here", "source_link", {"copy_of_another_page": True}),
        ("This article was originally published by Orrel Times.", "source_link", {"copy_of_another_page": True, "outlet": "Orrel Times"}),
        ("The post Port closed appeared first on Orrel Times.", "source_link", {"copy_of_another_page": True, "outlet": "Orrel Times"}),
        ("Leave a Reply Cancel reply", "form", {}),
        ("Email *", "form", {}),
        ("Save my name, email, and website in this browser for the next time I comment.", "form", {}),
        ("3 Comments", "chrome", {"comments": 3}),
        ("Comments are closed.", "form", {}),
        ("Read more: Port of Orrel closed", "related", {}),
        ("READ ALSO: Port of Orrel closed", "related", {}),
        ("Related: What the treaty says", "related", {}),
        ("You may also like", "related", {}),
        ("Opinion: A treaty without a future", "related", {}),
        ("March 3, 2024", "dateline", {"date": "2024-03-03"}),
        ("Last updated: 3 March 2024 10:15 GMT", "dateline", {"updated": "2024-03-03"}),
        ("We use cookies to make this site better.", "chrome", {}),
        ("Accept all", "chrome", {}),
        ("Sign up for our newsletter", "chrome", {}),
        ("Get the news of the coast delivered to your inbox", "chrome", {}),
        ("Share on Facebook", "chrome", {}),
        ("Facebook Twitter WhatsApp Email", "chrome", {}),
        ("Follow @orreltimes on Twitter", "chrome", {}),
        ("© 2024 Orrel Times. All rights reserved.", "chrome", {}),
        ("Copyright 2024 Orrel Times", "chrome", {}),
        ("ADVERTISEMENT", "chrome", {}),
        ("Home » World » Talks end", "chrome", {}),
        ("Estimated reading time: 3 minutes", "chrome", {}),
        ("#Orrel #Veldania", "chrome", {}),
        ("The views and opinions expressed in this article are those of the author.", "chrome", {}),
        ("Published on December 23, 2021 By admin", "dateline", {"date": "2021-12-23", "author": "admin"}),
        ("Author: Mira Tolland", "byline", {"author": "Mira Tolland"}),
        ("By Mira Tolland Thu, Dec 23, 2021 - 08:40", "byline", {"author": "Mira Tolland", "date": "2021-12-23"}),
        ("(With inputs from agencies)", "byline", {"author": "agencies"}),
        ("-- AP", "byline", {"author": "AP"}),
        ("© Sputnik / Jon Vries", "credit", {"credit": "Sputnik / Jon Vries"}),
        ("Illustrative image", "caption", {"credit": None}),
        ("Source: TASS, RIA", "source_link", {"copy_of_another_page": True, "outlet": "TASS, RIA"}),
        ("via Orrel Times", "source_link", {"copy_of_another_page": True, "outlet": "Orrel Times"}),
        ("This story first appeared in Orrel Times on March 3.", "source_link", {"copy_of_another_page": True, "outlet": "Orrel Times"}),
        ("Next article Port of Orrel closed", "related", {}),
        ("Notify of", "form", {}),
        ("Story Continued Below", "chrome", {}),
        ("Slideshow (3 Images)", "chrome", {}),
        ("* * *", "chrome", {}),
        ("___", "chrome", {}),
        ("Contributing: Mira Tolland and Jon Vries", "byline", {"author": "Mira Tolland and Jon Vries"}),
        ("Special for ORREL TODAY", "byline", {"author": None, "outlet": "ORREL TODAY"}),
        ("Tags: treaty, port, Orrel", "chrome", {}),
        ("This article is more than 3 months old", "chrome", {}),
        ("https://example.org/very/long", "chrome", {}),
    ],
)
def test_furniture(line: str, kind: str, fields: dict[str, Any] | None) -> None:
    found = classify(line)
    assert found is not None
    assert found[0] == kind
    if fields is not None:
        assert found[1] == fields


@pytest.mark.parametrize(
    "line",
    [
        "",
        "The talks lasted 5 minutes.",
        "5 years",
        "42",
        "10 days 10 days on the road",
        "By Tuesday, the army had withdrawn.",
        "By the numbers",
        "By Mira Tolland’s account, nobody had been told.",
        "She said by then it was too late",
        "Photos of the port were published on Monday.",
        "Her work first appeared on the stage in 1990.",
        "A source said the link was broken.",
        "Source: the ministry, which said the figures were wrong",
        "Comments by the minister drew protests.",
        "Reply came the same day",
        "Related talks went on in Geneva.",
        "Background: The two countries have quarrelled over the strait since 1974.",
        "Read more: “They lied to us,” he said.",
        "More than 200 people signed up for the newsletter of the opposition, police said.",
        "Share prices fell in Orrel",
        "Cookies and crackers were all that was left, the cook said.",
        "Follow the money, the prosecutor said.",
        "On March 3, 2024, the treaty was signed.",
        "March 3, 2024 was the day the treaty died",
        "“No comment.”",
        "[1] The treaty was signed in 1994.",
        "Subscribe to this view and war follows, he warned.",
        "Home to two million people",
        "Search teams found nobody.",
        "Close allies doubt it.",
        "Name one country that agreed.",
        "Video showed the port in flames.",
        "The views expressed at the summit differed.",
        "Home is where the war is, she said.",
        "Via Moscow they reached Orrel on Monday.",
        "The next story was worse.",
        "Authors of the plan fled.",
        "x" * 500,
    ],
)
def test_article_lines_are_left_alone(line: str) -> None:
    assert classify(line) is None


@pytest.mark.parametrize(
    ("paragraph", "length", "fields"),
    [
        ("GENEVA, March 3 (Reuters) — The talks", 27, {"place": "GENEVA", "date": "XXXX-03-03", "agency": "Reuters"}),
        ("SEOUL/TOKYO (Reuters) - The talks", 23, {"place": "SEOUL/TOKYO", "date": None, "agency": "Reuters"}),
        ("WASHINGTON (AP) — The talks", 17, {"place": "WASHINGTON", "date": None, "agency": "AP"}),
        ("Seoul, South Korea (CNN) The talks", 24, {"place": "Seoul, South Korea", "date": None, "agency": "CNN"}),
        ("BEIJING, Oct. 3 (Xinhua) -- The talks", 27, {"place": "BEIJING", "date": "XXXX-10-03", "agency": "Xinhua"}),
        ("Moscow, 5 April 2021 (TASS) - The talks", 29, {"place": "Moscow", "date": "2021-04-05", "agency": "TASS"}),
        ("March 3 (Reuters) - The talks", 19, {"place": None, "date": "XXXX-03-03", "agency": "Reuters"}),
        ("(Reuters) - The talks", 11, {"place": None, "date": None, "agency": "Reuters"}),
        ("LONDON — The talks", 8, {"place": "LONDON", "date": None, "agency": None}),
        ("GARISSA, Kenya — The talks", 16, {"place": "GARISSA, Kenya", "date": None, "agency": None}),
        ("NEW DELHI: The talks", 10, {"place": "NEW DELHI", "date": None, "agency": None}),
        ("MOSCOW, December 23. /TASS/. The talks", 28, {"place": "MOSCOW", "date": "XXXX-12-23", "agency": "TASS"}),
        ("New Delhi [India], Dec 23 (ANI): The talks", 32, {"place": "New Delhi", "date": "XXXX-12-23", "agency": "ANI"}),
        ("Tehran, Iran — The talks", 14, {"place": "Tehran, Iran", "date": None, "agency": None}),
    ],
)
def test_datelines(paragraph: str, length: int, fields: dict[str, Any]) -> None:
    assert split_dateline(paragraph) == (length, fields)


@pytest.mark.parametrize(
    "paragraph",
    [
        "The talks — if there are any — go on.",
        "MIRA HOLT: We will not come back.",
        "BREAKING — The talks ended.",
        "Update - The talks ended.",
        "Mira Holt (left) and her husband arrived.",
        "The Organization (WHO) said the talks ended.",
        "NATO-led forces withdrew.",
        "US-China talks ended.",
    ],
)
def test_what_only_looks_like_a_dateline(paragraph: str) -> None:
    assert split_dateline(paragraph) is None


def test_bare_names() -> None:
    assert all(is_name_line(line) for line in ("Mira Tolland", "ORREL TODAY", "Reid J. Tolland", "Lorena O’Neil"))
    assert not any(is_name_line(line) for line in ("Mira", "Mira said", "Never Again!", "A B C D E", "The minister"))
