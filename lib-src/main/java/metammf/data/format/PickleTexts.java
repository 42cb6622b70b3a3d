package metammf.data.format;

/** Texts of protocol 0, which holds them in Python's own notation. */
final class PickleTexts {
    private static final String NAMES = "\\'\"abfnrtv";
    private static final String CHARACTERS = "\\'\"\u0007\b\f\n\r\t\u000b";

    private PickleTexts() {}

    /**
     * Replaces escapes.
     *
     * @param text what is between the quotes
     * @param bytes whether it is a byte string; otherwise it knows the escapes of code points alone
     * @throws RuntimeException if an escape is malformed
     */
    static String unescaped(String text, boolean bytes) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); ) {
            char letter = text.charAt(at);
            char escape = letter == '\\' && (bytes || at + 1 < text.length()) ? text.charAt(at + 1) : 0;
            int digits = bytes ? (escape == 'x' ? 2 : 0) : escape == 'u' ? 4 : escape == 'U' ? 8 : 0;
            if (digits > 0) {
                plain.appendCodePoint(Integer.parseInt(text, at + 2, at + 2 + digits, 16));
                at += 2 + digits;
            } else if (letter == '\\' && bytes) {
                plain.append(CHARACTERS.charAt(NAMES.indexOf(escape)));
                at += 2;
            } else {
                plain.append(letter);
                at++;
            }
        }
        return plain.toString();
    }
}
