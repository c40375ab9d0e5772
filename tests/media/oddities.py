"""Photos that nothing here can write: the corner scene of 48 × 32 pixels, as other programs wrote it."""

import struct
import zlib
from base64 import b85decode

from PIL import Image

from tests.media import photos

# cjpeg -arithmetic, and -arithmetic -progressive, of libjpeg-turbo 2.1.
ARITHMETIC = b85decode(
    """
|JeWF01!$>Nk#wx0RR9200961|JwjV01XKW3knDg3knMk4h;_zAQcl55)&sJ9v2`kDKRiEDJ?8BI!Zn>HbyrrEkIX6ModmpQ&KWM
T47pHU`kO^PygEhLjevB4iga*CKVMXPc<zyPft%zPft%zPft%zPft%zPft%zPft%zPft%zPft%zPft%zPft%zPft%zPft%zPf!2J
01*fPAOJ7}0U`hb5di}c0sqVZ3IGrg1pyEd1^?Or3<CiG0ucid06zf#06E?f(J`${){x~pJvT9Ci`sDi0G7SR#smkmkh!plj`wqc
Zw34_9~vICzD?at6zo4n>~m9vm-84SUd4cS)%v{Zy$~v3eiB_r5!NR#jo2ST2PHN}Fd*BlLS2jwr<LzaOz(o4r@=X{OA&{zyl5Z2
wc&~@BIp0v
""".replace("\n", "")
)
ARITHMETIC_PROGRESSIVE = b85decode(
    """
|JeWF01!$>Nk#wx0RR9200961|JwjV01XKW3knDg3knMk4h;_zAQcl55)&sJ9v2`kDKRiEDJ?8BI!Zn>HbyrrEkIX6ModmpQ&KWM
T47pHU`kO^PygEhLjevB4iga*CKVMXPc<zyPft%zPft%zPft%zPft%zPft%zPft%zPft%zPft%zPft%zPft%zPft%zPft%zPf!2K
01*fPAOJ7}0U`hb5di}c0sqVZ1^^HN5dYc$3<CiG0uTcb00060e4-SOAiQYEWdRp|5GZ)>;C?Ec5I(^w{{YuIV3B@|=>N<B1P}%P
+5iXv0RRC70@pW}L;cHs<?K}Z%N0+6;uWvlp#RJO1Q7-Q+5iXv0|5a)0Vb-kFDI)|?nJ=<%m4%t1^?Or2mt~C0Y3qoS-JX|$m*$R
;Q!131P}%P+5iXv0RRR+0<izg00a;P|Jncu0RaF3KOysO*6Fk?m5K%UfohNc+5ij#0RRF30{{R35X?GYxj_HS00a>Q|Jncu0RsU6
KM)a@YI4PhH(>wF00a>Q|Jncu0RjO5KM<{{0|{P#|I7dc5C#9*00;pA00BP`r~d!|rk4VL8h%h=olIpNB)Rq8|Je
""".replace("\n", "")
)
# imagecodecs 2026.3: jpeg8_encode(…, bitspersample=12); its frame header is all that is looked at.
TWELVE_BITS = b85decode(
    """
|JeWF01!$>Nk#wx0RR9200961|JwjV01XKW3knDg3knMk4h;_zAQcl55)&sJ9v2`kDKRiEDJ?8BI!Zn>HbyrrEkIX6ModmpQ&KWM
T47pHU`kO^PygEhLjevB4iga*CKVMXPc<zyPft%zPft%zPft%zPft%zPft%zPft%zPft%zPft%zPft%zPft%zPft%zPft%zPf!2B
01*rTAOJ7}0U`hb5di}c0sq7R82|tR0|5X40000000000000LG
""".replace("\n", "")
)

# libsvtav1 in yuv420p10le, 240 × 160 pixels: ten bits a colour.
AVIF_TEN_BITS = b85decode(
    """
0000WW^{RQVRmU|00000VRmU|ZE0pPZE0a<O+hh20002_ZDn*}000000000lXk=`10000000000aA{+7000000000000000P-$ay
b#i4$VQyq>WpV%j000hfX>@G>000000RR919%*cEV*mgE07L))0RRC20003100AKY007Sb001ayX>Mi!000000RR918fk83WdZ;I
000310AY48F+*=`Z*l+t003%faB^?}002vAaAR)(000zeb8uw<00000008g+005u>000nhX?SS>000033JMAU000bOb}>VN089V?
000wXZ)|dIV{CW;0ssO40ssI202gU+ZD9Za00000009621OWnr1ONa4*KK5BbP5Xq000BOeE8M#fPgZ;0T2L=fP%{uP*1!90+Df6
R5;^t;<q-lYi5*Bq+5P(bI-{6&<L+&+;Onj#Qp-+67J)C;)@*Z()LeM-f^Bgq9|AO7UUo721qH=$r{B;68Pb@HOs4p6b^TUjqh!w
*|TtSs(-2HY>YPQ!Uw7;GT~R5>mlS~2vpEzucO#2P}&0rY)D@KOX3F0R&}${dpzD}B<3YoT8E(Wpa(AeLAF}$$nLBFR^*)2&i({H
Wr#3x>Q{Ho1_Vj0T@veH
""".replace("\n", "")
)


def png(
    size: tuple[int, int], depth: int, colour: int, rows: list[bytes], *chunks: bytes, adam7: bool = False
) -> bytes:
    """A PNG of packed rows: colour 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGBA; chunks go before its pixels."""
    header = photos.png_chunk(b"IHDR", struct.pack(">IIBBBBB", *size, depth, colour, 0, 0, int(adam7)))
    body = photos.png_chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows)))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + body + photos.png_chunk(b"IEND", b"")


def sixteen_bits(image: Image.Image, colour: int) -> bytes:
    """The picture with 16 bits a channel."""
    data, stride = image.tobytes(), len(image.tobytes()) // image.height
    rows = [data[at : at + stride] for at in range(0, len(data), stride)]
    return png(image.size, 16, colour, [bytes(level for byte in row for level in (byte, 77)) for row in rows])


def interlaced(image: Image.Image) -> bytes:
    """One bit a pixel, in the seven passes of Adam7."""
    rows = []
    for x0, y0, right, down in (
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    ):
        for y in range(y0, image.height, down):
            bits = "".join("1" if image.getpixel((x, y)) else "0" for x in range(x0, image.width, right))
            if bits:
                rows.append(bytes(int(bits[at : at + 8].ljust(8, "0"), 2) for at in range(0, len(bits), 8)))
    return png(image.size, 1, 0, rows, adam7=True)


def without_segment(jpeg: bytes, marker: int) -> bytes:
    """A JPEG without the first segment of this kind."""
    at = jpeg.index(bytes([0xFF, marker]))
    return jpeg[:at] + jpeg[at + 2 + int.from_bytes(jpeg[at + 2 : at + 4]) :]


def ycck(image: Image.Image) -> bytes:
    """As Photoshop writes CMYK: inks as if they were light, in YCbCr; black inverted; and a marker that says so."""
    cyan, magenta, yellow, black = image.convert("CMYK").split()
    luma, blue, red = Image.merge("RGB", (cyan, magenta, yellow)).convert("YCbCr").split()
    inverted = [channel.point(lambda level: 255 - level) for channel in (luma, blue, red)]
    data = photos.saved(Image.merge("CMYK", (*inverted, black)), "JPEG", quality=95)
    at = data.index(b"\xff\xee")
    return data[: at + 15] + b"\2" + data[at + 16 :]
