package metammf.data.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import metammf.base.Heap;
import metammf.data.TinySets;
import metammf.data.format.Npy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A corpus of files that are broken, lie or attack, made afresh; every one has to be refused. */
class MalformedFilesTest {
    private static final int LEAST = 2_000;
    private static int files;

    @TempDir
    private Path folder;

    private Target npy;
    private Target pickle;
    private Target npz;
    private Target torch;
    private Target safetensors;

    @BeforeEach
    void namesOfFiles() {
        npy = Target.reading(folder.resolve("x.npy"));
        pickle = Target.reading(folder.resolve("x.pkl"));
        npz = Target.reading(folder.resolve("x.npz"));
        torch = Target.reading(folder.resolve("x.pt"));
        safetensors = Target.reading(folder.resolve("x.safetensors"));
    }

    @AfterAll
    static void theCorpusIsLarge() {
        System.out.println(files + " malformed files refused");
        assertTrue(files >= LEAST, files + " files");
    }

    private static String refused(Target target, byte[] content, String what) {
        files++;
        String message = target.attempt(content, what);
        assertFalse(message.isEmpty(), target + ", " + what + " was read");
        return message;
    }

    private static String refused(Target target, String content) {
        return refused(target, latin1(content), content.length() > 200 ? content.substring(0, 200) : content);
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static boolean isText(Target target) {
        return target.file().toString().matches(".*\\.(csv|tsv|txt|inter)");
    }

    // cut and flipped

    @Test
    void filesThatAreCutAnywhere() {
        for (Target target : Target.all(folder)) {
            int step = Math.max(1, target.seed().length / 40);
            boolean unread = target.name().endsWith("/warm_set.npy"); // which files of warm items repeat
            for (int length = 0; length < target.seed().length && !isText(target) && !unread; length += step) {
                refused(target, Arrays.copyOf(target.seed(), length), "cut at " + length);
            }
            target.restore();
        }
    }

    @Test
    void bitsOfAHeader() {
        for (Target target : Target.all(folder)) {
            for (int bit = 0; bit < 8 * Math.min(40, target.seed().length); bit += 29) {
                target.attempt(
                        Mutations.flipped(target.seed(), bit / 8, bit % 8), "bit " + bit); // may be good by chance
                target.restore();
            }
        }
    }

    @Test
    void everyBitOfAStoredArray() throws IOException {
        byte[] whole = Files.readAllBytes(Path.of("lib-src/test/resources/metammf/data/format/tensors.pt"));
        Map<String, byte[]> entries = Mutations.unzipped(whole);
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            int at = indexOf(whole, entry.getValue());
            if (entry.getKey().contains("/data/") && at >= 0) {
                for (int bit = 0; bit < 8 * entry.getValue().length; bit += 3) {
                    refused(torch, Mutations.flipped(whole, at + bit / 8, bit % 8), entry.getKey() + ", bit " + bit);
                }
            }
        }
    }

    private static int indexOf(byte[] whole, byte[] part) {
        for (int at = 0; at + part.length <= whole.length && part.length >= 8; at++) {
            if (Arrays.equals(whole, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        return -1;
    }

    // headers that lie

    private static byte[] npy(int version, String header, int dataBytes) {
        ByteBuffer file = ByteBuffer.allocate(12 + header.length() + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        file.put(latin1("\u0093NUMPY")).put((byte) version).put((byte) 0);
        if (version == 1) {
            file.putShort((short) header.length());
        } else {
            file.putInt(header.length());
        }
        return Arrays.copyOf(file.put(latin1(header)).array(), file.position() + dataBytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(3,)",
                "(1, 1)",
                "(2, 3)",
                "(4, 4)",
                "(999999999,)",
                "(2147483647, 2)",
                "(65536, 65536)",
                "(9999999999, 0, 9)",
                "(4294967296, 4294967296)",
                "(1, 1, 1)",
                "(-2, -2)",
                "(2.0, 2)",
                "(1e3,)",
                "(2, 2",
                "2, 2)",
                "[2, 2]",
                "{2, 2}",
                "(0x2, 2)",
                "('2', 2)",
                "(True, 4)",
                "(,)",
                "(,2)",
                "(2,,2)",
                "(99999999999999999999,)",
                "(2 2)",
                "None",
                "",
                "(__import__('os').system('true'),)",
                "(2, 2), 'shape': (1, 1)"
            })
    void shapesThatLie(String shape) {
        for (int version = 1; version <= 3; version++) {
            for (String type : List.of("<f4", ">f8", "<i8", "|b1", "<f2", "|O")) {
                String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }\n";
                refused(npy, npy(version, header, type.equals("|b1") ? 5 : 17), version + " " + header);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}",
                "{'descr': '<f4'}",
                "{'descr': '<f4', 'fortran_order': False}",
                "None",
                "[]",
                "import os",
                "{'descr': '<f4', 'fortran_order': 0, 'shape': (4,), }",
                "{'descr': <f4, 'fortran_order': False, 'shape': (4,), }",
                "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (4,), }",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (4,), 'x': 1}",
                "{'descr': '<f4', 'descr': '<f4', 'shape': (4,), }",
                "{'descr': 'f3', 'fortran_order': False, 'shape': (4,), }",
                "{'descr': '<c16', 'fortran_order': False, 'shape': (1,), }",
                "{'descr': '<U4', 'fortran_order': False, 'shape': (1,), }",
                "{'descr': '|V16', 'fortran_order': False, 'shape': (1,), }",
                "{'descr': '<m8[ns]', 'fortran_order': False, 'shape': (2,), }",
                "{'descr': '<f16', 'fortran_order': False, 'shape': (1,), }",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (4,), } + __import__('os').system('true')"
            })
    void headersThatAreNone(String header) {
        for (int version = 0; version <= 5; version++) {
            refused(npy, npy(version, header, 16), version + " " + header);
        }
    }

    @Test
    void headersWithLengthsThatLie() {
        byte[] good = npy(2, "{'descr': '<f4', 'fortran_order': False, 'shape': (4,), }\n", 16);
        for (int length :
                new int[] {0, 1, 57, 59, 74, 75, 1 << 20, 1 << 30, Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
            byte[] file = good.clone();
            ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(8, length);
            refused(npy, file, "header of " + length);
        }
        refused(npy, npy(2, " ".repeat(2_000_000), 16), "a header of blanks");
        refused(npy, npy(2, "{" + " ".repeat(1_000_000) + "'descr'", 16), "a header of blanks inside");
        refused(npy, npy(2, "{'shape': (" + "1, ".repeat(300_000) + ")", 16), "a header of many lengths");
        for (long length :
                new long[] {0, 1, 7, 9, 1 << 20, Integer.MAX_VALUE, 1L << 32, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
            byte[] file = ByteBuffer.allocate(100)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(length)
                    .array();
            refused(safetensors, file, "header of " + length);
        }
    }

    @Test
    void lengthsInPicklesThatLie() {
        for (String code : List.of("T", "X", "B", "\u008b")) {
            for (int length : new int[] {1, 100, 65536, 1 << 30, Integer.MAX_VALUE, -1, Integer.MIN_VALUE}) {
                byte[] number = ByteBuffer.allocate(4)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(length)
                        .array();
                refused(pickle, code + new String(number, StandardCharsets.ISO_8859_1));
                refused(pickle, "\u0080\4]" + code + new String(number, StandardCharsets.ISO_8859_1) + "a.");
            }
        }
        for (String code : List.of("\u008d", "\u008e", "\u0095", "\u0096")) {
            for (long length : new long[] {1, 100, 1L << 31, 1L << 32, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
                byte[] number = ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(length)
                        .array();
                refused(pickle, code + new String(number, StandardCharsets.ISO_8859_1));
                refused(pickle, "\u0080\4]" + code + new String(number, StandardCharsets.ISO_8859_1) + "a.");
            }
        }
        for (int code = 0; code < 256; code++) { // every instruction on an empty stack, and behind a mark
            refused(pickle, "" + (char) code);
            refused(pickle, "(" + (char) code);
            refused(pickle, "N" + (char) code + (code == '.' ? "." : ""));
        }
    }

    // bombs

    @Test
    void picklesThatGrow() {
        StringBuilder laughs = new StringBuilder("\u0080\2]q\0");
        for (int level = 1; level < 200; level++) {
            laughs.append("]q")
                    .append((char) level)
                    .append("(")
                    .append(("h" + (char) (level - 1)).repeat(10))
                    .append("e");
        }
        refused(pickle, laughs.toString()); // shares, so that it is small; and does not end
        pickle.attempt(latin1(laughs + "."), "billion laughs in lists"); // one of many on the stack
        StringBuilder dicts = new StringBuilder("\u0080\2}q\0");
        for (int level = 1; level < 200; level++) {
            dicts.append("}q").append((char) level).append("(");
            for (int key = 0; key < 10; key++) {
                dicts.append("K").append((char) key).append("h").append((char) (level - 1));
            }
            dicts.append("u");
        }
        refused(pickle, dicts.toString());
        refused(pickle, "(".repeat(3_000_000));
        refused(pickle, "]".repeat(3_000_000));
        refused(pickle, "}".repeat(3_000_000));
        refused(pickle, "\u008f".repeat(3_000_000));
        refused(pickle, ")".repeat(3_000_000));
        refused(pickle, "N" + "2".repeat(3_000_000));
        refused(pickle, "N" + "\u0085".repeat(3_000_000) + ".");
        refused(pickle, "]" + "q\0h\0a".repeat(1_000_000));
        refused(pickle, "N" + "\u0094".repeat(3_000_000));
        refused(pickle, "Nr\u00ff\u00ff\u00ff\u007f.");
        refused(pickle, "L" + "9".repeat(3_000_000) + "L\n.");
        refused(pickle, "I" + "9".repeat(3_000_000) + "\n.");
        refused(pickle, "F" + "9".repeat(3_000_000) + "\n.");
        refused(pickle, "c" + "a.".repeat(1_000_000) + "\nb\n.");
        refused(
                pickle,
                "X\0\0\20\0" + "a".repeat(1 << 20) + "q\0" + "0c_codecs\nencode\n(h\0X\6\0\0\0latin1tR".repeat(1000)
                        + ".");
        refused(pickle, "]" + "q\0(" + "K\1".repeat(100_000) + "e" + "0cbuiltins\nset\n(h\0tR".repeat(1000) + ".");
    }

    @Test
    void cyclesInTheMemo() {
        Target set = layout("mmgcn", "val_full.npy");
        for (String row :
                List.of("(lp1\ng1\na", "(lp1\n(I0\ng1\nlp2\nag2\na", "(I0\nlp1\ng1\na", "(dp1\nI0\ng1\ns", "(g1\nt")) {
            assertRefusedAsRow(set, row);
        }
        set.restore();
    }

    private void assertRefusedAsRow(Target set, String row) {
        try {
            TinySets.objects(set.file().getParent(), "val_full.npy", row);
            refused(set, Files.readAllBytes(set.file()), row);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Target layout(String layout, String file) {
        return Target.of(layout, folder).stream()
                .filter(target -> target.name().equals(layout + "/" + file))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void nestingThatIsDeep() {
        Target json = Target.reading(folder.resolve("x.json"));
        for (String start : List.of("[", "{\"a\":", "{\"a\":[", "{\"a\":{\"b\":", "\"")) {
            for (int depth : new int[] {2, 100, 1000, 100_000, 3_000_000}) {
                refused(json, start.repeat(depth));
            }
        }
        for (String start : List.of("[", "{\"a\":", "{\"a\":[")) {
            for (int depth : new int[] {2, 100, 1000, 100_000}) {
                byte[] header = latin1(start.repeat(depth));
                byte[] length = ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(header.length)
                        .array();
                refused(
                        safetensors,
                        ByteBuffer.allocate(8 + header.length)
                                .put(length)
                                .put(header)
                                .array(),
                        start + depth);
            }
        }
    }

    @Test
    void archivesThatAreBombs() throws IOException {
        for (int megabytes : new int[] {17, 100, 300}) {
            byte[] bomb = zeros(megabytes, "x.npy");
            assertTrue(bomb.length < megabytes << 12);
            refused(npz, bomb, megabytes + " MB"); // without memory for them: see Target
            refused(torch, zeros(megabytes, "a/data.pkl"), megabytes + " MB");
        }
        byte[] matrix = matrixOfZeros(40); // megabytes
        assertTrue(matrix.length < 40 << 12);
        assertEquals(
                "F4[10240, 1024] in " + npz.file() + ": x.npy", archived(matrix).toString());
        long most = Runtime.getRuntime().maxMemory();
        long stated = most + 1 < 0xffff_ffffL ? most + 1 : 0xffff_fffeL; // more than the archive holds in any case
        int size = indexOf(matrix, latin1("PK\1\2\24\0\24\0")) + 24;
        ByteBuffer.wrap(matrix).order(ByteOrder.LITTLE_ENDIAN).putInt(size, (int) stated);
        String message = refused(npz, matrix, "a size of " + stated);
        assertTrue(
                message.contains("(" + stated + " bytes); " + Heap.ADVICE) || message.contains("expected " + stated),
                message);
    }

    private Object archived(byte[] content) throws IOException {
        Files.write(npz.file(), content);
        return Npy.archive(npz.file()).get("x");
    }

    private static byte[] matrixOfZeros(int megabytes) {
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (%s, 1024), }\n".formatted(megabytes << 8);
        return Mutations.zipped(Map.of("x.npy", npy(1, header, megabytes << 20)), true);
    }

    @Test
    void archivesOfManyFilesTakeNoLonger() {
        Map<String, byte[]> many = new LinkedHashMap<>();
        for (int n = 0; n < 50_000; n++) {
            many.put(n + ".npy", npy(1, "{'descr': '|b1', 'fortran_order': False, 'shape': (1,), }", 1));
        }
        assertEquals("", npz.attempt(Mutations.zipped(many, false), "many files"));
        many.put("last.npy", new byte[1]);
        refused(npz, Mutations.zipped(many, true), "many files and a bad one");
    }

    private static byte[] zeros(int megabytes, String name) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(name));
            for (int n = 0; n < megabytes; n++) {
                zip.write(new byte[1 << 20]);
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void archivesWhoseTableOfContentsLies() {
        byte[] good = Mutations.zipped(
                Map.of("x.npy", npy(1, "{'descr': '<f4', 'fortran_order': False, 'shape': (4,), }\n", 16)), true);
        assertEquals("", npz.attempt(good, "good"));
        int directory = indexOf(good, latin1("PK\1\2\24\0\24\0"));
        for (int field : new int[] {16, 24, 42}) { // checksum, size, place
            for (int value : new int[] {0, 1, 7, 1 << 20, Integer.MAX_VALUE, -1, -2, Integer.MIN_VALUE}) {
                byte[] file = good.clone();
                ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(directory + field, value);
                if (!Arrays.equals(file, good)) {
                    refused(npz, file, field + ": " + value);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x.npy",
                "../../../../etc/x.npy",
                "/x.npy",
                "/etc/passwd",
                "a/../../x.npy",
                "..\\x.npy",
                "C:\\x.npy",
                "C:/x.npy",
                "a/..",
                "..",
                "\\\\server\\x.npy",
                "a\\..\\x.npy",
                "x.npy:stream"
            })
    void namesThatLeaveTheArchive(String name) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("data.pkl", latin1("N."));
        files.put(name, npy(1, "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }\n", 4));
        for (boolean compressed : new boolean[] {true, false}) {
            byte[] archive = Mutations.zipped(files, compressed);
            assertTrue(refused(torch, archive, name).contains("expected names inside the archive"));
            refused(npz, archive, name);
        }
    }

    // texts

    @Test
    void textsInOtherEncodings() {
        Target table = layout("own", "interactions.csv");
        Target lists = layout("lightgcn", "train.txt");
        Target json = layout("lattice", "train.json");
        List<byte[]> texts = new ArrayList<>();
        for (Target target : List.of(table, lists, json)) {
            String good = new String(target.seed(), StandardCharsets.UTF_8);
            texts.clear();
            texts.add(good.getBytes(StandardCharsets.UTF_16));
            texts.add(good.getBytes(StandardCharsets.UTF_16LE));
            texts.add(good.getBytes(StandardCharsets.UTF_16BE));
            for (String bytes : List.of(
                    "\u00ff", "\u00c0\u0080", "\u00ed\u00a0\u0080", "\u00f5\u0080\u0080\u0080", "\u00e9", "\u0080")) {
                texts.add(latin1(good.substring(0, good.length() / 2) + bytes + good.substring(good.length() / 2)));
                texts.add(latin1(bytes + good));
                texts.add(latin1(good + bytes));
            }
            texts.forEach(text -> refused(target, text, "another encoding"));
            target.restore();
        }
    }

    @Test
    void idsThatWereMadeToCollideTakeNoLonger() {
        StringBuilder table = new StringBuilder("user,item,split\n");
        for (int n = 0; n < 1 << 17; n++) { // "Aa" and "BB" have one hash, and so have all rows of them
            String id = "";
            for (int bit = 0; bit < 17; bit++) {
                id += (n >> bit & 1) == 0 ? "Aa" : "BB";
            }
            table.append(id).append(",x,train\n");
        }
        assertEquals("", layout("own-times", "interactions.csv").attempt(latin1(table.toString()), "colliding ids"));
    }

    @Test
    void theMarkAtTheStartIsNoPartOfTheHeader() {
        Target table = layout("own", "interactions.csv");
        byte[] marked = ("\ufeff" + new String(table.seed(), StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
        assertEquals("", table.attempt(marked, "marked"));
    }

    @Test
    void linesOfAHundredMegabytes() {
        String hundred = "1".repeat(100_000_000);
        refused(layout("own", "interactions.csv"), hundred);
        refused(layout("own", "interactions.csv"), "user,item,split\n\"" + hundred);
        refused(layout("lightgcn", "train.txt"), hundred);
        refused(layout("lattice", "train.json"), "{\"0\": [" + hundred);
        refused(pickle, "I" + hundred);
        String fields = "1,".repeat(50_000_000);
        refused(layout("own", "interactions.csv"), fields);
        refused(layout("lightgcn", "train.txt"), fields.replace(',', ' '));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2147483647",
                "2147483648",
                "4294967296",
                "9223372036854775807",
                "9223372036854775808",
                "99999999999999999999",
                "-1",
                "-2147483648",
                "1.5",
                "1e3",
                "NaN",
                "0x10",
                "１",
                "",
                "--1",
                "+1"
            })
    void idsThatAreNone(String id) {
        byte[] text = ("0 0 1\n1 " + (id.isEmpty() ? "x" : id) + "\n").getBytes(StandardCharsets.UTF_8);
        refused(layout("lightgcn", "train.txt"), text, id);
        refused(layout("lightgcn", "test.txt"), ("x" + id + " 0\n").getBytes(StandardCharsets.UTF_8), id);
        byte[] table = ("user,item,split\n0,0,train\n1," + id + ",train\n").getBytes(StandardCharsets.UTF_8);
        refused(layout("own", "interactions.csv"), table, id);
        if (!id.equals("1e3")) { // a number that JSON may write so
            byte[] json = ("{\"0\": [0, " + id + "x]}").getBytes(StandardCharsets.UTF_8);
            refused(layout("lattice", "train.json"), json, id);
            byte[] key = ("{\"" + id + "\": [0]}").getBytes(StandardCharsets.UTF_8);
            refused(layout("lattice", "train.json"), key, id);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nan", "NaN", "inf", "-Infinity", "1e39", "1e999", "", "x", "0x", "1,5", "١"})
    void featuresThatAreNoFiniteNumbers(String number) {
        byte[] csv = ("item,x,y\na,0,0\nb,1,1\nc,2,2\nd,3," + number + "\n").getBytes(StandardCharsets.UTF_8);
        refused(layout("own-ids", "visual.csv"), csv, number);
        byte[] json = ("{\"0\":[0],\"1\":[1],\"2\":[2],\"3\":[" + number + "]}").getBytes(StandardCharsets.UTF_8);
        refused(layout("own-json", "visual.json"), json, number);
    }

    @Test
    void featuresOfAnyTypeThatAreNotFinite() {
        for (String layout :
                List.of("own/visual.npy", "mmgcn/v_feat.npy", "lattice/image_feat.npy", "diffmm-coo/image_feat.npy")) {
            for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
                for (int n = 0; n < 8; n++) {
                    Target target = layout(layout.split("/")[0], layout.split("/")[1]);
                    byte[] file = target.seed().clone();
                    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putFloat(file.length - 32 + 4 * n, value);
                    assertTrue(refused(target, file, "number " + n)
                            .contains("expected a finite number, received " + value));
                }
            }
        }
    }
}
