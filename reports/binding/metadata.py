"""What a bound file says about itself: XMP and the information dictionary, which agree."""

from __future__ import annotations

from datetime import UTC
from xml.sax.saxutils import escape

from reports.binding.pieces import BindingHead
from reports.binding.writer import PdfWriter, text_string

PRODUCER = "ranpptppo"


def write_metadata(writer: PdfWriter, head: BindingHead) -> tuple[int, int]:
    """The numbers of the XMP stream and of the information dictionary."""
    at = head.created.astimezone(UTC)
    pdf_date = at.strftime("D:%Y%m%d%H%M%SZ").encode()
    info = b"<</Title %b/Author %b/Subject %b/Producer(%b)/CreationDate(%b)/ModDate(%b)>>" % (
        text_string(head.title),
        text_string(head.author),
        text_string(head.subject),
        PRODUCER.encode(),
        pdf_date,
        pdf_date,
    )
    xmp = _xmp(head, at.strftime("%Y-%m-%dT%H:%M:%SZ")).encode()
    return writer.add_stream(xmp, b"/Type/Metadata/Subtype/XML", is_compressed=False), writer.add(info)


def _xmp(head: BindingHead, at: str) -> str:
    title, author, subject = escape(head.title), escape(head.author), escape(head.subject)
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" '
        'xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">'
        "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>"
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>"
        f'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>'
        f"<dc:language><rdf:Bag><rdf:li>{escape(head.language)}</rdf:li></rdf:Bag></dc:language>"
        f"<xmp:CreateDate>{at}</xmp:CreateDate><xmp:ModifyDate>{at}</xmp:ModifyDate>"
        f"<xmp:MetadataDate>{at}</xmp:MetadataDate><pdf:Producer>{PRODUCER}</pdf:Producer>"
        '</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>'
    )
