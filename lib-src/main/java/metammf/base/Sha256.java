package metammf.base;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 as 64 hexadecimal digits, as {@code sha256sum} writes it. */
public final class Sha256 {
    private Sha256() {}

    /** {@return the digest of these bytes} */
    public static String of(byte[] bytes) {
        return HexFormat.of().formatHex(digest().digest(bytes));
    }

    /** {@return the digest of all bytes of a stream, which is read to its end and stays open} */
    public static String of(InputStream stream) throws IOException {
        MessageDigest digest = digest();
        new DigestInputStream(stream, digest).transferTo(OutputStream.nullOutputStream());
        return HexFormat.of().formatHex(digest.digest());
    }

    /** {@return a new digest without data} */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
