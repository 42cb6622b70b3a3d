package metammf.engine;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;

/**
 * The end of the process: C's {@code exit} destroys what the engine's native libraries need, while other threads still
 * compute in them, and such a thread can crash. So the process ends before that; its memory is the system's anyway.
 */
final class ProcessEnd {
    private ProcessEnd() {}

    /** Called when the engine is loaded. Elsewhere than on Linux nothing is changed. */
    static void leaveNativeLibraries() {
        if (!Platform.isLinux()) {
            return;
        }
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(ProcessEnd::endFirst, "metammf-end"));
        } catch (IllegalStateException e) {
            endFirst(); // Java is shutting down already
        }
    }

    /** {@code on_exit} functions are called latest first: as late as now, {@code _exit} precedes the libraries'. */
    private static void endFirst() {
        NativeLibrary c = NativeLibrary.getInstance("c");
        try {
            Function end = c.getFunction("_exit");
            c.getFunction("on_exit").invokeInt(new Object[] {end, null});
        } catch (UnsatisfiedLinkError e) {
            // another C library than GNU's knows no on_exit
        }
    }
}
