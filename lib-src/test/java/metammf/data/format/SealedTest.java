package metammf.data.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import metammf.base.MetaMmfException;
import metammf.data.format.Safetensors.Sealed;
import metammf.data.format.Safetensors.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealedTest {
    @TempDir
    private Path folder;

    private Path file;

    private static Sealed content() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("b", new Tensor(new long[] {2, 2}, new float[] {1, Float.NaN, -0f, Float.MIN_VALUE}));
        tensors.put("a", new Tensor(new long[] {}, new float[] {7}));
        tensors.put("none", new Tensor(new long[] {0}, new float[] {}));
        return new Sealed(Map.of("state", "{\"é\": 1e-300}"), tensors);
    }

    @BeforeEach
    void write() {
        file = folder.resolve("sealed.safetensors");
        Safetensors.writeSealed(content(), file);
    }

    @Test
    void whatWasSealedComesBack() {
        Sealed read = Safetensors.readSealed(file);
        assertEquals(content().texts(), read.texts());
        assertEquals(List.of("b", "a", "none"), List.copyOf(read.tensors().keySet()));
        content().tensors().forEach((name, tensor) -> {
            assertArrayEquals(tensor.shape(), read.tensors().get(name).shape());
            assertArrayEquals(tensor.values(), read.tensors().get(name).values());
        });
    }

    @Test
    void noBitCanBeAlteredUnnoticed() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        for (int n = 0; n < bytes.length; n++) {
            byte[] altered = bytes.clone();
            altered[n] ^= (byte) (1 << n % 8);
            Files.write(file, altered);
            assertThrows(MetaMmfException.class, () -> Safetensors.readSealed(file), "byte " + n);
        }
    }

    @Test
    void noByteCanBeLostOrAddedUnnoticed() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        for (int length = 0; length <= bytes.length + 1; length++) {
            Files.write(file, Arrays.copyOf(bytes, length));
            if (length != bytes.length) {
                assertThrows(MetaMmfException.class, () -> Safetensors.requireSeal(file), "length " + length);
            }
        }
    }

    @Test
    void anInterruptedThreadWritesAndReadsTheWholeFile() {
        Thread.currentThread().interrupt();
        Safetensors.writeSealed(content(), file);
        Safetensors.write(content().tensors(), folder.resolve("plain.safetensors"));
        assertEquals(content().texts(), Safetensors.readSealed(file).texts());
        assertEquals(3, Safetensors.read(folder.resolve("plain.safetensors")).size());
        assertEquals(true, Thread.interrupted());
    }

    @Test
    void aFileThatCannotBeWrittenLeavesNothingBehind() throws IOException {
        Path taken = Files.createDirectories(folder.resolve("taken").resolve("inside"))
                .getParent();
        assertThrows(MetaMmfException.class, () -> Safetensors.writeSealed(content(), taken));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(file, taken), files.sorted().toList());
        }
    }
}
