package metammf.data.folder;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Small changes of files, such as break them in interesting ways. */
final class Mutations {
    private static final long[] NUMBERS = {
        0,
        1,
        -1,
        127,
        128,
        255,
        256,
        65535,
        65536,
        Integer.MAX_VALUE,
        1L << 31,
        1L << 32,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };
    private static final List<String> PIECES = List.of(
            "(",
            ".",
            "0",
            "2",
            "N",
            "R",
            "b",
            "a",
            "e",
            "s",
            "u",
            "t",
            "]",
            "}",
            ")",
            "h\0",
            "q\0",
            "\u0085",
            "\u0093",
            "\u0094",
            "\u0081",
            "cos\nsystem\n",
            "cbuiltins\nlist\n",
            "cnumpy\nndarray\n",
            "I-1\n",
            "I99999999999\n",
            "L1L\n",
            "F1e999\n",
            "X\u00ff\u00ff\u00ff\u007f",
            "\u008b\4\0\0\0",
            "\u0096\0\0\0\0\0\0\0\0",
            "Q",
            "P1\n",
            "\n",
            ",",
            "\t",
            " ",
            "\"",
            "-",
            "1e999",
            "NaN",
            "2147483647",
            "2147483648",
            "99999999999999999999",
            "[",
            "{",
            ":",
            "null",
            "\u00ff",
            "\0",
            "'",
            "True",
            ">f8",
            "|O",
            "(2, 3)",
            "999999999");

    private Mutations() {}

    /**
     * Changes a file in one to four places; the files of an archive in most cases, and the archive is whole again.
     *
     * @param seed the file
     * @param other another file, of which pieces are taken
     * @param random decides
     */
    static byte[] mutated(byte[] seed, byte[] other, SplittableRandom random) {
        boolean archive = seed.length > 2 && seed[0] == 'P' && seed[1] == 'K';
        if (archive && random.nextInt(4) > 0) {
            Map<String, byte[]> files = unzipped(seed);
            List<String> names = List.copyOf(files.keySet());
            files.computeIfPresent(
                    names.get(random.nextInt(names.size())), (name, content) -> mutated(content, other, random));
            return zipped(files, random.nextBoolean());
        }
        byte[] content = seed;
        for (int n = random.nextBoolean() ? 1 : 1 + random.nextInt(4); n > 0; n--) {
            content = once(content, other, random);
        }
        return content;
    }

    private static byte[] once(byte[] content, byte[] other, SplittableRandom random) {
        if (content.length == 0) {
            return piece(random);
        }
        int at = random.nextBoolean() // headers are at the start, and there is more to break behind them
                ? random.nextInt(content.length)
                : content.length - 1 - random.nextInt(Math.min(content.length, 100));
        int length = random.nextInt(1 + Math.min(64, content.length - at));
        return switch (random.nextInt(10)) {
            case 0, 1 -> flipped(content, at, random.nextInt(8));
            case 2 -> Arrays.copyOf(content, at);
            case 3 -> spliced(content, at, at + length, new byte[0]);
            case 4 -> spliced(content, at, at, Arrays.copyOfRange(content, at, at + length));
            case 5 -> spliced(content, at, at, piece(random));
            case 6 -> spliced(content, at, Math.min(content.length, at + 1), piece(random));
            case 7 -> number(content, at, random);
            case 8 -> repeated(content, at, length, random.nextInt(200));
            default -> {
                int from = random.nextInt(1 + other.length);
                yield spliced(
                        content, at, at + length, Arrays.copyOfRange(other, from, Math.min(other.length, from + 100)));
            }
        };
    }

    static byte[] flipped(byte[] content, int at, int bit) {
        byte[] changed = content.clone();
        changed[at] ^= (byte) (1 << bit);
        return changed;
    }

    private static byte[] spliced(byte[] content, int from, int to, byte[] middle) {
        return ByteBuffer.allocate(content.length - (to - from) + middle.length)
                .put(content, 0, from)
                .put(middle)
                .put(content, to, content.length - to)
                .array();
    }

    private static byte[] repeated(byte[] content, int at, int length, int times) {
        ByteBuffer middle = ByteBuffer.allocate(length * times);
        for (int n = 0; n < times; n++) {
            middle.put(content, at, length);
        }
        return spliced(content, at, at, middle.array());
    }

    private static byte[] piece(SplittableRandom random) {
        return PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] number(byte[] content, int at, SplittableRandom random) {
        int width = Math.min(1 << random.nextInt(4), content.length - at);
        byte[] bytes = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(NUMBERS[random.nextInt(NUMBERS.length)])
                .array();
        return spliced(content, at, at + width, Arrays.copyOf(bytes, width));
    }

    static Map<String, byte[]> unzipped(byte[] archive) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try {
            Path file = Files.write(Files.createTempFile("archive", ".zip"), archive);
            try (ZipFile zip = new ZipFile(file.toFile())) { // a stream cannot read what PyTorch stores
                for (ZipEntry entry : Collections.list(zip.entries())) {
                    files.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
                }
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    static byte[] zipped(Map<String, byte[]> files, boolean compressed) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                if (!compressed) {
                    CRC32 sum = new CRC32();
                    sum.update(file.getValue());
                    entry.setMethod(ZipEntry.STORED);
                    entry.setSize(file.getValue().length);
                    entry.setCrc(sum.getValue());
                }
                zip.putNextEntry(entry);
                zip.write(file.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
