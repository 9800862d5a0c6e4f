"""What stands where a photo will be: a leaf on paper, without a word and without a pixel of the photo.

It is wider than any photo, so that a script on the page knows it and asks again.
"""

PLACEHOLDER = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 240" width="2400" height="1800">'
    b'<rect width="320" height="240" fill="#eef5f1"/>'
    b'<ellipse cx="160" cy="120" rx="52" ry="52" fill="#e9e2d2"/>'
    b'<path d="M142 134c-6-24 12-40 42-42 4 28-10 44-36 44l-8 14m8-16c6-14 14-22 24-28" fill="none" '
    b'stroke="#a39b87" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"/></svg>'
)
