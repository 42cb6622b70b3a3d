package metammf.engine;

import ai.djl.pytorch.jni.JniUtils;

/**
 * While it is open, what the calling thread computes on the CPU it computes alone: the engine's own threads have no part
 * in it. For one of many tasks that have a core each. Used by one thread, in a try-with-resources block.
 */
public final class OneThread implements AutoCloseable {
    private static final int USUAL = usual();

    /** Sends the engine's other threads away. */
    public OneThread() {
        JniUtils.setNumThreads(1);
    }

    private static int usual() {
        Compute.engine(); // loads the library
        return JniUtils.getNumThreads();
    }

    @Override
    public void close() {
        JniUtils.setNumThreads(USUAL);
    }
}
