package metammf.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HeapTest {
    private static String refusal(Runnable work) {
        return assertThrows(MetaMmfException.class, work::run).getMessage();
    }

    @Test
    void whatDoesNotFitIsRefusedWithTheSettingThatHelps() {
        String message = refusal(() -> Heap.require("x.npy", 3 << 20, 2 << 20));
        assertEquals(
                "x.npy: expected up to 2.0 MiB, the memory that is free, received 3.0 MiB (3145728 bytes); more memory:"
                        + " METAMMF_HEAP=8g in the environment of the start scripts, -Xmx8g for a program of your own",
                message);
    }

    @Test
    void whatFitsIsGranted() {
        Heap.require("x.npy", 2 << 20, 2 << 20);
        Heap.require("x.npy", 1 << 20);
    }

    @Test
    void garbageIsNoReasonToRefuse() {
        long half = Runtime.getRuntime().maxMemory() / 2;
        for (long made = 0; made < half; made += 1 << 20) { // reaches no collection by itself
            assertEquals(1 << 20, new byte[1 << 20].length);
        }
        Heap.require("x.npy", half);
    }

    @Test
    void anErrorOfTheHeapSaysWhatHelpsAndAnotherIsLeftAsItIs() {
        OutOfMemoryError heap = new OutOfMemoryError("Java heap space");
        String message = Heap.explained(heap).getMessage();
        assertTrue(message.matches("Java heap space: all \\d+ MiB are in use; more memory: .*"), message);
        assertSame(heap, Heap.explained(heap).getCause());
        OutOfMemoryError other = new OutOfMemoryError("unable to create native thread");
        assertSame(other, Heap.explained(other));
    }

    @Test
    void moreThanTheWholeMemoryIsRefused() {
        long most = Runtime.getRuntime().maxMemory();
        assertTrue(refusal(() -> Heap.require("x.npy", most)).contains("(" + most + " bytes)"));
    }
}
