package metammf.engine;

import ai.djl.pytorch.jni.JniUtils;

/**
 * While an object of this class is open, the calling thread computes on the CPU without the other threads of the
 * engine. It is for one of many tasks with one core each. It is used by one thread, in a try-with-resources block.
 */
public final class OneThread implements AutoCloseable {
    private static final int USUAL = usual();

    /** Limits the engine to the calling thread. */
    public OneThread() {
        // A thread takes over the last number that any thread has set when it first asks or computes: it asks before it
        // sets its own, so that another thread cannot change the number later.
        JniUtils.getNumThreads();
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
