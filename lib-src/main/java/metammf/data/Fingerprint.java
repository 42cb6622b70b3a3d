package metammf.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import metammf.base.Sha256;

/**
 * SHA-256 over content, whatever files it came from. All numbers are little endian; a count goes before everything that
 * has a length, so that no two contents make the same bytes.
 */
final class Fingerprint {
    private static final int BLOCK = 1 << 16; // a multiple of a number's bytes

    private final MessageDigest digest = Sha256.digest();
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);

    Fingerprint add(Split split) {
        add(split.train().users());
        add(split.train().items());
        return add(split.train()).add(split.validation()).add(split.test());
    }

    private Fingerprint add(Interactions part) {
        add(part.size());
        for (int user = 0; user < part.users(); user++) {
            for (int pair = part.first(user); pair < part.first(user + 1); pair++) {
                add(user);
                add(part.item(pair));
            }
        }
        return this;
    }

    Fingerprint add(ItemFeatures features) {
        add(features.modalities().size());
        features.modalities().forEach(this::add);
        return this;
    }

    private void add(Modality modality) {
        byte[] name = modality.name().getBytes(StandardCharsets.UTF_8);
        add(name.length);
        flush();
        digest.update(name);
        add(modality.width());
        for (float value : modality.values()) {
            add(Float.floatToIntBits(value));
        }
        if (!modality.missing().isEmpty()) { // a complete modality keeps the fingerprint that it had without a mask
            add(-modality.missing().cardinality());
            modality.missing().stream().forEach(this::add);
        }
    }

    private void add(int number) {
        if (!block.hasRemaining()) {
            flush();
        }
        block.putInt(number);
    }

    private void flush() {
        digest.update(block.flip());
        block.clear();
    }

    /** {@return the digest of everything that was added} It ends the computation: nothing can be added afterwards. */
    String hex() {
        flush();
        return HexFormat.of().formatHex(digest.digest());
    }
}
