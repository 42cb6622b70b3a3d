package metammf.base;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Locale;

/**
 * Signals invalid input: a file, a shape or a setting. The message says what was expected, what was received, and
 * where.
 */
public class MetaMmfException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception whose message says what is wrong and where. */
    public MetaMmfException(String message) {
        super(message);
    }

    /** Creates an exception with a cause, whose message says what is wrong and where. */
    public MetaMmfException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * Throws an exception unless a condition holds that good input fulfils.
     *
     * @param message a {@link String#format} pattern: what was expected and received
     */
    public static void require(boolean holds, String message, Object... values) {
        if (!holds) {
            throw new MetaMmfException(String.format(Locale.ROOT, message, values));
        }
    }

    /**
     * {@return what went wrong with a file or a connection, for the text after its name} The message of many such
     * exceptions is only the path.
     */
    public static String reason(IOException error) {
        if (error instanceof FileSystemException fault && fault.getReason() != null) {
            return fault.getReason();
        }
        String kind = error.getClass().getSimpleName().replaceFirst("Exception$", "");
        String words = kind.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
        if (error.getMessage() == null) {
            return words;
        }
        return words.equals("io") ? error.getMessage() : words + ", " + error.getMessage();
    }
}
