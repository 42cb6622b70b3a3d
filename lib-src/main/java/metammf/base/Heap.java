package metammf.base;

import java.util.Locale;

/** Checks the available Java heap before large arrays are allocated. */
public final class Heap {
    /** Advice on how to get more memory, for the end of an error message. */
    public static final String ADVICE =
            "more memory: METAMMF_HEAP=8g in the environment of the start scripts, -Xmx8g for a program of your own";

    private static final long SLACK = 16 << 20; // bytes: for what else is allocated meanwhile
    private static final double MIB = 1 << 20;

    private Heap() {}

    /**
     * Throws an exception unless so many bytes are available, after a garbage collection if necessary.
     *
     * @param name what the bytes are for, for example a file
     */
    public static void require(String name, long bytes) {
        if (bytes > free()) {
            System.gc();
            require(name, bytes, free());
        }
    }

    static void require(String name, long bytes, long free) {
        String message = "%s: expected up to %.1f MiB, the memory that is free, received %.1f MiB (%d bytes); %s";
        MetaMmfException.require(bytes <= free, message, name, free / MIB, bytes / MIB, bytes, ADVICE);
    }

    /** {@return the error with advice on how to get more memory, or the error itself if a larger heap would not help} */
    public static OutOfMemoryError explained(OutOfMemoryError error) {
        String message = String.valueOf(error.getMessage());
        if (!message.matches("Java heap space|GC overhead limit exceeded")) {
            return error;
        }
        double most = Runtime.getRuntime().maxMemory() / MIB;
        OutOfMemoryError explained = new OutOfMemoryError(
                String.format(Locale.ROOT, "%s: all %.0f MiB are in use; %s", message, most, ADVICE));
        explained.initCause(error);
        return explained;
    }

    private static long free() {
        Runtime runtime = Runtime.getRuntime();
        long used = runtime.totalMemory() - runtime.freeMemory();
        return Math.max(0, runtime.maxMemory() - used - SLACK);
    }
}
