package metammf.base;

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

    /** {@return a new digest without data} */
    public static MessageDigest digest() {
        return digest("SHA-256");
    }

    /** {@return a new digest without data, by an algorithm that every Java has} */
    public static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }
}
