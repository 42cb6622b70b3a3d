package metammf.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.pytorch.jni.JniUtils;
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
}
