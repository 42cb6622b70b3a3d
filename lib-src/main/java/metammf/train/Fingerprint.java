package metammf.train;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import metammf.data.Dataset;
import metammf.data.Interactions;
import metammf.data.Modality;

/** What tells a data set from another: its name and a SHA-256 of all that a training can see. */
final class Fingerprint {
    private Fingerprint() {}

    static String of(Dataset data) {
        MessageDigest digest = sha256();
        update(digest, data.split().train());
        update(digest, data.split().validation());
        for (Modality modality : data.features().modalities()) {
            update(digest, modality.values());
        }
        return data.name() + " with SHA-256 " + HexFormat.of().formatHex(digest.digest());
    }

    private static void update(MessageDigest digest, Interactions part) {
        update(digest, part.users(), part.items());
        update(digest, part.userColumn());
        update(digest, part.itemColumn());
    }

    private static void update(MessageDigest digest, int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * Integer.BYTES);
        buffer.asIntBuffer().put(values);
        digest.update(buffer);
    }

    private static void update(MessageDigest digest, float[] values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * Float.BYTES);
        buffer.asFloatBuffer().put(values);
        digest.update(buffer);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
