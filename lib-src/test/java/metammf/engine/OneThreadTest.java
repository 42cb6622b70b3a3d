package metammf.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.pytorch.jni.JniUtils;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import metammf.engine.Compute.OneThread;
import org.junit.jupiter.api.Test;

class OneThreadTest {
    @Test
    void theEngineHasOneThreadUntilItIsClosed() {
        Compute.engine();
        int usual = JniUtils.getNumThreads();
        try (OneThread here = new OneThread()) {
            assertEquals(1, JniUtils.getNumThreads());
        }
        assertEquals(usual, JniUtils.getNumThreads());
    }

    @Test
    void itKeepsOneThreadWhenAnotherTaskEnds() throws Exception {
        CountDownLatch opened = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        FutureTask<Integer> task = new FutureTask<>(() -> {
            try (OneThread here = new OneThread()) {
                opened.countDown();
                ended.await();
                return JniUtils.getNumThreads();
            }
        });
        new Thread(task).start();
        opened.await();
        new OneThread().close();
        ended.countDown();
        assertEquals(1, task.get());
    }
}
