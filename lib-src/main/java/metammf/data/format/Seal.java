package metammf.data.format;

import static metammf.base.MetaMmfException.require;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import metammf.base.MetaMmfException;
import metammf.base.Sha256;

/** The last bytes of a sealed file: the SHA-256 of all before them. */
final class Seal {
    static final int BYTES = 32;

    private static final int PIECE = 1 << 16; // bytes

    private Seal() {}

    /** Refuses a file whose last bytes are not the checksum of the others. */
    static void check(Bytes file) {
        try (InputStream in = file.stream()) {
            byte[] expected = digest(in, Math.max(0, file.length() - BYTES));
            byte[] received = in.readNBytes(BYTES);
            require(
                    Arrays.equals(expected, received),
                    "%s: expected the checksum %s, received %s",
                    file.name(),
                    HexFormat.of().formatHex(expected),
                    HexFormat.of().formatHex(received));
        } catch (IOException e) {
            throw new MetaMmfException(file.name() + ": cannot be read: " + MetaMmfException.reason(e), e);
        }
    }

    private static byte[] digest(InputStream in, long bytes) throws IOException {
        MessageDigest digest = Sha256.digest();
        byte[] piece = new byte[PIECE];
        for (long left = bytes; left > 0; ) {
            int count = in.read(piece, 0, (int) Math.min(left, piece.length));
            if (count < 0) {
                throw new IOException("the file became shorter");
            }
            digest.update(piece, 0, count);
            left -= count;
        }
        return digest.digest();
    }
}
