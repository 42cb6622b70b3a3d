package metammf.data.format;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import metammf.base.MetaMmfException;

/** Files that {@code lib-src/test/python/formats.py} wrote with Python's own libraries, and how to look into what was read. */
final class Fixtures {
    static final Path FOLDER = Path.of("lib-src/test/resources/metammf/data/format");

    private Fixtures() {}

    static Path file(String name) {
        return FOLDER.resolve(name);
    }

    static Pickle.Dict dict(String name) {
        return (Pickle.Dict) Pickle.read(Bytes.of(file(name)));
    }

    static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** What a pickle of these characters, each a byte, becomes. */
    static Object pickle(String bytes) {
        return Pickle.read(Bytes.of("x.pkl", latin1(bytes)));
    }

    static String refusal(Runnable work) {
        return assertThrows(MetaMmfException.class, work::run).getMessage();
    }

    static String refusalOf(String pickle) {
        String message = refusal(() -> pickle(pickle));
        assertTrue(message.startsWith("x.pkl"), message);
        return message;
    }

    /** A plain copy: lists for lists and tuples, texts for bytes. */
    static Object plain(Object value) {
        if (value instanceof Object[] tuple) {
            return plain(List.of(tuple));
        } else if (value instanceof List<?> list) {
            return list.stream().map(Fixtures::plain).toList();
        }
        return value instanceof Bytes bytes ? new String(bytes.all(), StandardCharsets.ISO_8859_1) : value;
    }
}
