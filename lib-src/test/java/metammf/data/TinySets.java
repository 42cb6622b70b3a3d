package metammf.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import metammf.data.format.Npy;
import metammf.data.format.Safetensors;

/**
 * One small set in every layout: 3 users, 4 items, training pairs (0, 0) (0, 1) (1, 1) (2, 2), validation (0, 2), test
 * (1, 3), and features whose row n is n, n + 0.5.
 */
public final class TinySets {
    public static final List<String> LAYOUTS = List.of(
            "own",
            "own-ids",
            "own-json",
            "own-times",
            "mmrec",
            "mmgcn",
            "mmgcn-shifted",
            "clcrec",
            "diffmm-coo",
            "diffmm-csr",
            "sslrec-csc",
            "lattice",
            "lightgcn",
            "selfrec",
            "microlens");
    public static final float[] FEATURES = {0, 0.5f, 1, 1.5f, 2, 2.5f, 3, 3.5f};

    private static final String ARRAY = "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR";
    private static final String TYPE = "cnumpy\ndtype\n(S'%s'\nI0\nI1\ntR(I3\nS'%s'\nNNNI-1\nI-1\nI0\ntb";

    private TinySets() {}

    /** Writes a set. */
    public static Path write(String layout, Path folder) {
        try {
            Files.createDirectories(folder);
            switch (layout) {
                case "own" -> {
                    text(folder, "interactions.csv", "user,item,split\n" + rows(",", "train", "validation", "test"));
                    Npy.write(folder.resolve("visual.npy"), FEATURES, 4, 2);
                    Safetensors.write(
                            Map.of("x", new Safetensors.Tensor(new long[] {4, 2}, FEATURES)),
                            folder.resolve("audio.safetensors"));
                }
                case "own-ids" -> {
                    text(
                            folder,
                            "interactions.tsv",
                            "item\trating\tuser\tsplit\na\t5\tanna\ttrain\nb\t1\tanna\ttrain\nb\t2\tbert\ttrain\n"
                                    + "c\t3\tcleo\ttrain\nc\t4\tanna\tvalid\nd\t5\tbert\ttest\n");
                    text(folder, "visual.csv", "item,x,y\nd,3,3.5\na,0,0.5\nc,2,2.5\nb,1,1.5\n");
                    text(folder, "text.tsv", "item_id\tx\na\t0\nb\t1\nc\t2\nd\t3\n");
                }
                case "own-json" -> {
                    text(folder, "interactions.csv", "user,item,split\n" + rows(",", "0", "1", "2"));
                    text(folder, "visual.json", "{\"3\":[3,3.5],\"2\":[2,2.5],\"1\":[1,1.5],\"0\":[0,0.5]}");
                }
                case "own-times" ->
                    text(
                            folder,
                            "interactions.csv",
                            "user,item,timestamp\n0,0,1\n0,1,2\n0,2,30\n0,3,40\n0,4,3\n0,5,4\n0,6,5\n0,7,6\n0,8,7\n0,9,8\n");
                case "mmrec" -> {
                    text(
                            folder,
                            "baby.inter",
                            "userID:token\titemID:token\ttimestamp:float\tx_label:float\n"
                                    + "0\t0\t1.5\t0\n0\t1\t1\t0\n1\t1\t1\t0\n2\t2\t1\t0\n0\t2\t1\t1\n1\t3\t1\t2\n");
                    Npy.write(folder.resolve("image_feat.npy"), FEATURES, 4, 2);
                    Npy.write(folder.resolve("u_id_mapping.npy"), new long[] {1, 2, 3}, 3, 1);
                }
                case "mmgcn", "mmgcn-shifted" -> {
                    int first = layout.equals("mmgcn") ? 0 : 3;
                    Npy.write(
                            folder.resolve("train.npy"),
                            Arrays.stream(new long[][] {{0, 0}, {0, 1}, {1, 1}, {2, 2}})
                                    .flatMapToLong(pair -> Arrays.stream(new long[] {pair[0], pair[1] + first}))
                                    .toArray(),
                            4,
                            2);
                    objects(folder, "val_full.npy", "(I0\nI" + (2 + first) + "\nl", "(I1\nl");
                    objects(folder, "test_full.npy", "(I1\nI" + (3 + first) + "\nl");
                    single(folder, "user_item_dict.npy", dict(first));
                    Npy.write(folder.resolve("v_feat.npy"), FEATURES, 4, 2);
                }
                case "clcrec" -> {
                    single(folder, "user_item_train_dict.npy", dict(3));
                    objects(folder, "val_full.npy", "(I0\nI5\nl");
                    objects(folder, "val_warm.npy", "(I0\nI5\nl");
                    objects(folder, "val_cold.npy", "(I0\nl");
                    objects(folder, "test_full.npy", "(I1\nI6\nl");
                    objects(folder, "test_warm.npy", "(I1\nl");
                    objects(folder, "test_cold.npy", "(I1\nI6\nl");
                    Npy.write(folder.resolve("warm_set.npy"), new long[] {3, 4, 5}, 3);
                    Npy.write(folder.resolve("cold_set.npy"), new long[] {6}, 1);
                }
                case "diffmm-coo", "diffmm-csr" -> {
                    Npy.write(folder.resolve("image_feat.npy"), FEATURES, 4, 2);
                    if (layout.endsWith("coo")) {
                        pickle(folder, "trnMat.pkl", coo(new int[] {0, 0, 1, 2}, new int[] {0, 1, 1, 2}));
                        pickle(folder, "valMat.pkl", coo(new int[] {0}, new int[] {2}));
                        pickle(folder, "tstMat.pkl", coo(new int[] {1}, new int[] {3}));
                    } else {
                        pickle(folder, "trnMat.pkl", csr(new int[] {0, 2, 3, 4}, new int[] {0, 1, 1, 2}));
                        pickle(folder, "valMat.pkl", csr(new int[] {0, 1, 1, 1}, new int[] {2}));
                        pickle(folder, "tstMat.pkl", csr(new int[] {0, 0, 1, 1}, new int[] {3}));
                    }
                }
                case "lattice" -> {
                    Path core = Files.createDirectories(folder.resolve("5-core"));
                    text(core, "train.json", "{\"0\": [0, 1], \"1\": [1], \"2\": [2]}");
                    text(core, "val.json", "{\"0\": [2], \"1\": [], \"2\": []}");
                    text(core, "test.json", "{\"0\": [], \"1\": [3]}");
                    Npy.write(folder.resolve("image_feat.npy"), FEATURES, 4, 2);
                }
                case "lightgcn" -> {
                    text(folder, "train.txt", "0 0 1\n1 1\n2 2\n");
                    text(folder, "valid.txt", "0 2\n1 \n");
                    text(folder, "test.txt", "1 3\n");
                }
                case "sslrec-csc" -> {
                    pickle(folder, "train_mat.pkl", csc(new int[] {0, 1, 3, 4, 4}, new int[] {0, 0, 1, 2}));
                    pickle(folder, "valid_mat.pkl", csc(new int[] {0, 0, 0, 1, 1}, new int[] {0}));
                    pickle(folder, "test_mat.pkl", csc(new int[] {0, 0, 0, 0, 1}, new int[] {1}));
                }
                case "selfrec" -> {
                    text(folder, "train.txt", "0 0 1\n0 1 1\n1 1 1\n2 2 1\n");
                    text(folder, "valid.txt", "0 2 1\n");
                    text(folder, "test.txt", "1 3 1\n");
                }
                case "microlens" -> text(folder, "tiny_pairs.tsv", "0\t0 1 2 3 4 5 6 7 8 9\n1\t3 2\n");
                default -> throw new IllegalArgumentException(layout);
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String rows(String comma, String train, String validation, String test) {
        return List.of(
                        "0,0," + train,
                        "0,1," + train,
                        "1,1," + train,
                        "2,2," + train,
                        "0,2," + validation,
                        "1,3," + test)
                .stream()
                .map(row -> row.replace(",", comma) + "\n")
                .collect(Collectors.joining());
    }

    public static void text(Path folder, String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private static String dict(int first) {
        return "(dI0\n(I%s\nI%s\nlsI1\n(I%s\nlsI2\n(I%s\nls".formatted(first, first + 1, first + 1, first + 2);
    }

    /** A NumPy file with an array of objects, given as pickles. */
    public static void objects(Path folder, String name, String... rows) throws IOException {
        array(folder, name, "(" + rows.length + ",)", "(I" + rows.length + "\nt", rows);
    }

    public static void single(Path folder, String name, String value) throws IOException {
        array(folder, name, "()", ")", value);
    }

    private static void array(Path folder, String name, String shape, String tuple, String... values)
            throws IOException {
        String header = "{'descr': '|O', 'fortran_order': False, 'shape': " + shape + ", }";
        header += " ".repeat(117 - header.length()) + "\n";
        String state = "(I1\n" + tuple + TYPE.formatted("O8", "|") + "I00\n(" + String.join("", values) + "ltb.";
        latin1(folder, name, "\u0093NUMPY\1\0" + (char) header.length() + "\0" + header + ARRAY + state);
    }

    public static void pickle(Path folder, String name, String pickle) throws IOException {
        latin1(folder, name, pickle);
    }

    private static void latin1(Path folder, String name, String text) throws IOException {
        Files.write(folder.resolve(name), text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String coo(int[] rows, int[] columns) {
        return matrix("coo", "S'row'\n" + ints(rows) + "sS'col'\n" + ints(columns) + "s", rows.length);
    }

    private static String csr(int[] starts, int[] columns) {
        return matrix("csr", "S'indptr'\n" + ints(starts) + "sS'indices'\n" + ints(columns) + "s", columns.length);
    }

    private static String csc(int[] starts, int[] rows) {
        return matrix("csc", "S'indptr'\n" + ints(starts) + "sS'indices'\n" + ints(rows) + "s", rows.length);
    }

    private static String matrix(String kind, String fields, int size) {
        return "\u0080\2cscipy.sparse.%1$s\n%1$s_matrix\n)\u0081}S'_shape'\n(I3\nI4\nts".formatted(kind) + fields
                + "S'data'\n" + numbers("f8", size, "\\x00\\x00\\x00\\x00\\x00\\x00\\xf0?".repeat(size)) + "sb.";
    }

    private static String ints(int... values) {
        String bytes = Arrays.stream(values)
                .mapToObj(value -> "\\x%02x\\x00\\x00\\x00".formatted(value))
                .collect(Collectors.joining());
        return numbers("i4", values.length, bytes);
    }

    private static String numbers(String type, int size, String bytes) {
        return ARRAY + "(I1\n(I" + size + "\nt" + TYPE.formatted(type, "<") + "I00\nS'" + bytes + "'\ntb";
    }
}
