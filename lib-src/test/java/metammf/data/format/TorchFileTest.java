package metammf.data.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchFileTest {
    private static Numbers tensor(String file, String name) {
        return (Numbers) ((Pickle.Dict) TorchFile.read(Fixtures.file(file))).get(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tensors.pt", "tensors-old.pt"})
    void tensorsOfBothForms(String file) {
        assertArrayEquals(
                new float[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11},
                tensor(file, "whole").floats());
        assertArrayEquals(
                new float[] {0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11},
                tensor(file, "turned").floats());
        assertArrayEquals(new long[] {4, 3}, tensor(file, "turned").shape());
        assertArrayEquals(new long[] {5, 6, 9, 10}, tensor(file, "part").longs());
        assertArrayEquals(new float[] {0.5f, -2}, tensor(file, "half").floats());
        assertArrayEquals(new float[] {0.5f, -2}, tensor(file, "brain").floats());
        assertArrayEquals(new float[] {0.1f}, tensor(file, "double").floats());
        assertArrayEquals(new long[] {1L << 40, -1}, tensor(file, "integers").longs());
        assertArrayEquals(new long[] {1, 0}, tensor(file, "truth").longs());
        assertArrayEquals(new float[] {3}, tensor(file, "number").floats());
        assertArrayEquals(new float[] {1, 1}, tensor(file, "parameter").floats());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tensors.pt", "tensors-old.pt"})
    void aFileThatIsCutAnywhereIsRefused(String name, @TempDir Path folder) throws IOException {
        byte[] whole = Files.readAllBytes(Fixtures.file(name));
        Path file = folder.resolve("x.pt");
        for (int length = 0; length < whole.length; length += 7) {
            Files.write(file, Arrays.copyOf(whole, length));
            String message = Fixtures.refusal(() -> TorchFile.read(file));
            assertTrue(message.startsWith(file.toString()), message);
        }
    }

    @Test
    void aWrongNumberAnywhereInAnArchiveIsNoticed(@TempDir Path folder) throws IOException {
        byte[] whole = Files.readAllBytes(Fixtures.file("tensors.pt"));
        int data = 0;
        while (!(whole[data] == 0 && whole[data + 2] == (byte) 0x80 && whole[data + 3] == 0x3f)) {
            data++; // the float 1.0
        }
        whole[data] ^= 1;
        Path file = Files.write(folder.resolve("x.pt"), whole);
        assertTrue(Fixtures.refusal(() -> TorchFile.read(file)).contains("expected CRC"));
    }

    @Test
    void aWholeModelIsRefusedByTheNameOfItsCode() {
        String message =
                Fixtures.refusal(() -> TorchFile.read(Path.of("lib-src/main/resources/metammf/engine/operators.pt")));
        assertTrue(message.contains("received __torch__."), message);
    }

    @Test
    void theOldStreamNamesWhatItMisses() {
        String message = Fixtures.refusal(() -> TorchFile.read(Fixtures.file("values-2.pkl")));
        assertEquals(
                Fixtures.file("values-2.pkl") + ": expected PyTorch's magic number, received a dictionary of 21",
                message);
    }
}
