package metammf.train;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Says whether a training should end, because its thread was interrupted or Java is shutting down. The shutdown waits
 * for some time until the signal is closed. Used in a try-with-resources block.
 */
final class StopSignal implements AutoCloseable {
    private static final long LONGEST_WAIT_SECONDS = 60;
    private static volatile StopSignal open; // one training runs at a time

    private final Thread owner = Thread.currentThread();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stopAndWait, "metammf-stop");
    private volatile boolean requested;

    /** Creates a signal for the calling thread. */
    StopSignal() {
        open = this;
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            requested = true; // Java is shutting down already
        }
    }

    private void stopAndWait() {
        requested = true;
        if (ownerIsExiting()) {
            return;
        }
        try {
            closed.await(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether a callback of the training itself has called System.exit, which waits for us. */
    private boolean ownerIsExiting() {
        return Arrays.stream(owner.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals("java.lang.Shutdown"));
    }

    /** Requests a stop without an interrupt. */
    void request() {
        requested = true;
    }

    /** Whether a stop was requested. An interrupt is remembered here and cleared from the thread. */
    boolean requested() {
        if (Thread.interrupted()) {
            requested = true;
        }
        return requested;
    }

    /** Whether the training that runs, or without one the calling thread, is asked to stop. */
    static boolean isRequested() {
        StopSignal signal = open;
        return signal == null ? Thread.interrupted() : signal.requested();
    }

    @Override
    public void close() {
        open = null;
        closed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // Java is shutting down: the hook runs and ends by itself
        }
    }
}
