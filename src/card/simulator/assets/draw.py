"""Draws the test card's pictures: python3 draw.py

Writes portrait-*.pgm (to be compressed with opj_compress, see README.md) and
the *-name.png, *-address.png and *-security-code.png files, in this folder.
Needs Pillow and the IPA Gothic font (ipag.ttf) installed as a system font.
"""
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

HERE = Path(__file__).resolve().parent
FONT = "ipag.ttf"
WIDTH, HEIGHT, SCALE = 378, 472, 4


class Canvas:
    """A grey picture drawn at SCALE times its size and shrunk at the end."""

    def __init__(self, top, bottom):
        self.size = (WIDTH * SCALE, HEIGHT * SCALE)
        shade = Image.linear_gradient("L").resize(self.size)
        self.image = shade.point(lambda v: top + (bottom - top) * v // 255)

    def mask(self, kind, points, **options):
        mask = Image.new("L", self.size, 0)
        if "width" in options:
            options["width"] *= SCALE
        if kind in ("ellipse", "pieslice", "arc", "rounded_rectangle"):
            points = [(points[0], points[1]), (points[2], points[3])]
        points = [(x * SCALE, y * SCALE) for x, y in points]
        if kind == "blob":  # a polygon with rounded corners
            ImageDraw.Draw(mask).polygon(curve(points), fill=255)
        elif kind == "stroke":  # a smooth line with round ends
            width = options["width"]
            for x, y in curve(points, closed=False, steps=200):
                box = (x - width / 2, y - width / 2, x + width / 2, y + width / 2)
                ImageDraw.Draw(mask).ellipse(box, fill=255)
        else:
            getattr(ImageDraw.Draw(mask), kind)(points, fill=255, **options)
        return mask

    def add(self, kind, points, grey, blur=0, clip=None, strength=1.0, **options):
        """Paints a shape; blurred for soft shading, inside `clip` if given."""
        shape = self.mask(kind, points, **options)
        mask = shape
        if blur:
            mask = mask.filter(ImageFilter.GaussianBlur(blur * SCALE))
        if clip is not None:
            mask = ImageChops.multiply(mask, clip)
        mask = mask.point(lambda v: int(v * strength))
        self.image.paste(grey, mask=mask)
        return shape

    def save(self, name):
        small = self.image.resize((WIDTH, HEIGHT), Image.LANCZOS)
        small.save(HERE / f"{name}.pgm")


def curve(points, closed=True, steps=24):
    """A Catmull-Rom spline through the points."""
    n, out = len(points), []
    for i in range(n if closed else n - 1):
        at = lambda k: points[k % n] if closed else points[min(max(k, 0), n - 1)]
        p0, p1, p2, p3 = at(i - 1), at(i), at(i + 1), at(i + 2)
        for s in range(steps + 1):
            t = s / steps
            out.append(tuple(
                0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t
                       + (3 * b - a - 3 * c + d) * t ** 3)
                for a, b, c, d in zip(p0, p1, p2, p3)))
    return out


def mirrored(points):
    return [(WIDTH - x, y) for x, y in points]


def both_sides(canvas, kind, points, grey, **options):
    canvas.add(kind, points, grey, **options)
    canvas.add(kind, mirrored(points), grey, **options)


def half(points):
    """The closed, symmetrical outline of which `points` is the left half."""
    return points + [p for p in mirrored(points)[::-1] if p not in points]


def bust(c, cloth):
    body = c.add("blob", half([(189, 374), (140, 380), (72, 402), (34, 440), (20, 520), (60, 560)]), cloth)
    both_sides(c, "blob", [(20, 430), (60, 440), (70, 520), (10, 520)], cloth // 2, blur=16, clip=body, strength=0.6)
    c.add("ellipse", (110, 390, 180, 470), min(cloth + 50, 255), blur=22, clip=body, strength=0.5)
    neck = c.add("blob", half([(150, 310), (148, 370), (132, 396), (189, 424)]), 205)
    c.add("ellipse", (120, 280, 258, 376), 140, blur=10, clip=neck, strength=0.8)


def head(c, jaw):
    for box in ((88, 218, 118, 276), (260, 218, 290, 276)):
        ear = c.add("ellipse", box, 206)
        c.add("ellipse", (box[0] + 8, box[1] + 12, box[2] - 8, box[3] - 14), 160, blur=3, clip=ear)
    face = c.add("blob", half([(189, 96), (130, 116), (101, 180), (104, 250), (124 - jaw, 310), (158 - jaw, 346), (189, 358)]), 226)
    c.add("ellipse", (248, 140, 330, 350), 160, blur=20, clip=face, strength=0.8)
    c.add("ellipse", (70, 160, 104, 340), 180, blur=12, clip=face, strength=0.7)
    c.add("ellipse", (140, 330, 238, 380), 180, blur=9, clip=face, strength=0.7)
    c.add("ellipse", (130, 140, 220, 210), 242, blur=18, clip=face, strength=0.8)
    return face


def features(c, face, brow, lips, lashes):
    for side in (-1, 1):
        x = 189 + side * 42
        c.add("ellipse", (x - 30, 262, x + 22 if side < 0 else x + 30, 300), 196, blur=10, clip=face, strength=0.7)
        c.add("stroke", [(x - 24, 200 if side < 0 else 197), (x, 190), (x + 24, 197 if side < 0 else 200)], 60, width=brow)
        c.add("ellipse", (x - 26, 206, x + 26, 246), 190, blur=7, clip=face, strength=0.5)
        white = c.add("blob", [(x - 22, 230), (x - 11, 217), (x + 3, 215), (x + 22, 229), (x + 10, 240), (x - 10, 240)], 248)
        c.add("ellipse", (x - 13, 213, x + 13, 241), 70, clip=white)
        c.add("ellipse", (x - 8, 226, x + 8, 242), 110, blur=3, clip=white, strength=0.7)
        c.add("ellipse", (x - 6, 221, x + 6, 233), 16, clip=white)
        c.add("ellipse", (x - 8, 216, x - 1, 223), 255)
        c.add("stroke", [(x - 23, 230), (x - 11, 217), (x + 3, 214), (x + 23, 229)], 30, width=lashes)
        if lashes > 4:
            c.add("stroke", [(x + side * 20, 227), (x + side * 30, 219)], 30, width=3)
    c.add("ellipse", (182, 225, 194, 275), 245, blur=4, clip=face, strength=0.9)
    c.add("ellipse", (193, 250, 212, 284), 178, blur=5, clip=face, strength=0.8)
    c.add("stroke", [(174, 276), (180, 282), (189, 284), (198, 282), (204, 276)], 150, width=4)
    c.add("blob", [(157, 308), (180, 303), (189, 306), (198, 303), (221, 308), (206, 324), (189, 328), (172, 324)], lips)
    c.add("ellipse", (176, 315, 202, 323), 230, blur=4, strength=0.5)
    c.add("stroke", [(154, 306), (172, 313), (189, 315), (206, 313), (224, 306)], 70, width=3)


def locks(c, hair, lines, grey, strength):
    """Strands of light or shadow in the hair."""
    for line in lines:
        c.add("stroke", line, grey, blur=1.5, clip=hair, strength=strength, width=4)


def woman_card():
    c = Canvas(236, 206)
    back = c.add("blob", half([(189, 48), (110, 70), (70, 140), (64, 240), (58, 330), (66, 400), (110, 412), (160, 396)]), 42)
    locks(c, back, [[(76 + d, 180), (70 + d, 280), (76 + d, 400)] for d in (4, 14, 24, 34, 232, 222, 212, 202)], 84, 0.7)
    bust(c, 96)
    both_sides(c, "polygon", [(134, 384), (189, 424), (150, 462), (108, 400)], 246)
    both_sides(c, "line", [(189, 424), (150, 462), (108, 400)], 130, width=2)
    for y in (446, 466):
        c.add("ellipse", (184, y, 194, y + 10), 230)
    face = head(c, 0)
    features(c, face, 5, 120, 5)
    fringe = c.add("blob", [(189, 50), (120, 66), (84, 130), (80, 220), (86, 290), (104, 250), (114, 190), (150, 172), (214, 122),
                            (236, 160), (266, 190), (276, 250), (292, 290), (298, 220), (294, 130), (258, 66)], 48)
    locks(c, fringe, [[(206, 66), (150 + d, 100), (106 + d, 170)] for d in (-14, 0, 14, 28, 40)], 104, 0.7)
    locks(c, fringe, [[(214, 66), (252 + d, 110), (276 + d, 190)] for d in (-18, -6, 6, 14)], 92, 0.7)
    c.save("portrait-face")


def woman_licence():
    c = Canvas(150, 150)
    c.add("ellipse", (150, 26, 228, 92), 44)  # a bun
    c.add("blob", half([(189, 62), (120, 78), (90, 140), (90, 220), (110, 250)]), 44)
    bust(c, 222)
    c.add("blob", half([(189, 384), (136, 384), (128, 398), (189, 436)]), 120)  # a round collar
    c.add("blob", half([(189, 372), (144, 374), (142, 386), (189, 414)]), 190)
    face = head(c, 0)
    features(c, face, 5, 120, 5)
    fringe = c.add("blob", half([(189, 64), (124, 80), (92, 140), (96, 224), (108, 196), (118, 156), (189, 122)]), 44)
    c.add("ellipse", (130, 84, 210, 108), 110, blur=8, clip=fringe, strength=0.6)
    c.save("portrait-licence")


def man(c, cloth):
    bust(c, cloth)
    both_sides(c, "polygon", [(140, 374), (189, 424), (160, 450), (120, 394)], 248)
    both_sides(c, "line", [(189, 424), (160, 450), (120, 394)], 130, width=2)
    face = head(c, 7)
    features(c, face, 8, 168, 4)
    hair = c.add("blob", [(189, 60), (124, 74), (92, 124), (92, 214), (102, 220), (112, 166), (150, 150), (220, 128),
                          (262, 160), (276, 220), (286, 214), (286, 124), (254, 74)], 40)
    return hair


def man_card():
    c = Canvas(226, 240)
    hair = man(c, 70)
    c.add("polygon", [(180, 424), (198, 424), (208, 480), (170, 480)], 130)
    for y in (434, 450, 466):
        c.add("stroke", [(172, y + 8), (206, y - 4)], 200, width=3)
    locks(c, hair, [[(130 + d, 150), (150 + d, 100), (200 + d, 70)] for d in (-30, -14, 2, 18, 34, 50, 66, 82)], 100, 0.7)
    c.save("portrait-face-man")


def man_licence():
    c = Canvas(160, 160)
    hair = man(c, 196)
    c.add("ellipse", (130, 80, 210, 108), 96, blur=8, clip=hair, strength=0.6)
    for box in ((113, 198, 181, 258), (197, 198, 265, 258)):  # glasses
        c.add("arc", box, 30, start=0, end=360, width=4)
    c.add("stroke", [(180, 224), (189, 221), (198, 224)], 30, width=4)
    c.save("portrait-licence-man")


# rare-kanji's name has U+20BB7 (a form of 吉) and 辻 with U+E0100 (a variation
# selector); the font has neither, so that the common forms are drawn.
HOLDERS = {
    "hanako": ("番号　花子", "東京都千代田区丸の内９丁目９９番９号", "2285", "123456789018"),
    "rare-kanji": ("吉田　辻子", "東京都千代田区飯田橋９丁目９９番８号", "4071", "222222222225"),
    "foreign": ("SMITH　JOHN（山田　太郎）", "東京都千代田区大手町９丁目９９番７号", "6630", "333333333332"),
    "no-licence": ("山田　太郎", "東京都千代田区永田町９丁目９９番６号", "9152", "111111111118"),
}


def text(name, content, width):
    """A 1-bit picture, 12 pixels high, black text on white."""
    size = next(s for s in range(12, 0, -1) if ImageFont.truetype(FONT, s).getlength(content) <= width)
    ink = Image.new("L", (width, 36), 0)
    draw = ImageDraw.Draw(ink)
    draw.fontmode = "1"
    draw.text((0, 12), content, fill=255, font=ImageFont.truetype(FONT, size))
    _, top, _, bottom = ink.getbbox()
    assert bottom - top <= 12
    top -= (12 - (bottom - top)) // 2  # centred from top to bottom
    image = ImageChops.invert(ink.crop((0, top, width, top + 12))).convert("1")
    image.save(HERE / f"{name}.png", bits=1, optimize=True)


if __name__ == "__main__":
    woman_card()
    woman_licence()
    man_card()
    man_licence()
    for holder, (name, address, code, number) in HOLDERS.items():
        text(f"{holder}-name", name, 216)
        text(f"{holder}-address", address, 288)
        text(f"{holder}-security-code", code, 24)
        text(f"{holder}-individual-number", number, 72)
