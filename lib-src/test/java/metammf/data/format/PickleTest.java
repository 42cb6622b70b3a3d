package metammf.data.format;

import static metammf.data.format.Fixtures.dict;
import static metammf.data.format.Fixtures.pickle;
import static metammf.data.format.Fixtures.plain;
import static metammf.data.format.Fixtures.refusalOf;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PickleTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void numbersTextsAndContainersOfEveryProtocol(int protocol) {
        Pickle.Dict values = dict("values-" + protocol + ".pkl");
        assertNull(values.get("none"));
        assertEquals(true, values.get("true"));
        assertEquals(false, values.get("false"));
        assertEquals(7L, values.get("small"));
        assertEquals(300L, values.get("word"));
        assertEquals(-70000L, values.get("negative"));
        assertEquals(1L << 40, values.get("long"));
        assertEquals(BigInteger.ONE.shiftLeft(80), values.get("beyond"));
        assertEquals(-2.5, values.get("fraction"));
        assertEquals("a 'quoted' \\ line\nwith ünïcode 影片", values.get("text"));
        assertEquals("\0\u00ff\n'\\", plain(values.get("bytes")));
        assertEquals("abc", plain(values.get("buffer")));
        assertEquals(List.of(1L, List.of(2L, List.of(3L))), values.get("list"));
        assertSame(values.get("list"), values.get("again"));
        assertEquals(List.of(1L, 2L, 3L, 4L), plain(values.get("tuple")));
        assertEquals(List.of(1L, 2L), plain(values.get("pair")));
        assertEquals(List.of(5L), values.get("set"));
        assertEquals(List.of(6L), values.get("frozen"));
        assertEquals(2L, ((Pickle.Dict) values.get("ordered")).get("a"));
        assertEquals(List.of(1L, List.of(2L, 3L)), ((Pickle.Dict) values.get("default")).entries());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void arraysOfEveryProtocol(int protocol) {
        Pickle.Dict arrays = dict("arrays-" + protocol + ".pkl");
        assertArrayEquals(
                new float[] {0, 0.25f, 0.5f, 0.75f, 1, 1.25f},
                numbers(arrays, "doubles").floats());
        assertArrayEquals(
                new float[] {0, 1, 2, 3, 4, 5}, numbers(arrays, "columns").floats());
        assertArrayEquals(new long[] {0, 1, 2, 3}, numbers(arrays, "integers").longs());
        assertEquals((double) 0.1f, arrays.get("number"));
        assertEquals(1L << 40, arrays.get("id"));
        assertEquals(1L, arrays.get("truth"));
        Pickle.Objects lists = (Pickle.Objects) Pickle.value(arrays.get("lists"));
        assertArrayEquals(new long[] {3}, lists.shape());
        assertEquals(List.of(List.of(0L, 10L, 11L), List.of(1L), List.of(2L, 12L)), lists.values());
        Pickle.Objects single = (Pickle.Objects) Pickle.value(arrays.get("single"));
        assertEquals(0, single.shape().length);
        assertEquals(List.of(12L), ((Pickle.Dict) single.values().get(0)).value(1));
    }

    private static Numbers numbers(Pickle.Dict fields, String name) {
        return (Numbers) Pickle.value(fields.get(name));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void sparseMatricesOfEveryProtocol(int protocol) {
        Pickle.Dict sparse = dict("sparse-" + protocol + ".pkl");
        Pickle.Instance coo = (Pickle.Instance) sparse.get("coo");
        assertEquals("coo", coo.type());
        assertEquals(List.of(3L, 4L), plain(coo.fields().get("_shape")));
        Pickle.Instance csr = (Pickle.Instance) sparse.get("csr");
        assertEquals("csr", csr.type());
        assertArrayEquals(
                new long[] {0, 1, 2, 3}, numbers(csr.fields(), "indptr").longs());
        assertArrayEquals(new long[] {3, 1, 0}, numbers(csr.fields(), "indices").longs());
        assertEquals("coo", ((Pickle.Instance) sparse.get("coo_array")).type());
        assertEquals("csr", ((Pickle.Instance) sparse.get("csr_array")).type());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "os.system",
                "posix.system",
                "nt.system",
                "os.popen",
                "os.execv",
                "builtins.eval",
                "builtins.exec",
                "builtins.getattr",
                "builtins.__import__",
                "builtins.compile",
                "builtins.open",
                "builtins.globals",
                "builtins.print",
                "builtins.type",
                "builtins.object",
                "__builtin__.eval",
                "__builtin__.execfile",
                "__builtin__.apply",
                "subprocess.Popen",
                "subprocess.call",
                "subprocess.check_output",
                "commands.getoutput",
                "copyreg._reconstructor",
                "copyreg.__newobj__",
                "copyreg.add_extension",
                "copy_reg._reconstructor",
                "functools.partial",
                "functools.reduce",
                "operator.attrgetter",
                "operator.methodcaller",
                "operator.itemgetter",
                "numpy.load",
                "numpy.f2py.crackfortran.getlincoef",
                "numpy.testing._private.utils.runstring",
                "numpy.core.multiarray.fromfile",
                "numpy.core.multiarray._reconstruct.__globals__",
                "numpy.core._multiarray_umath.fromfile",
                "torch.load",
                "torch.hub.load",
                "torch.serialization.load",
                "torch.jit.load",
                "torch._utils._rebuild_tensor_v2.__globals__",
                "torch.nn.Module",
                "runpy.run_path",
                "runpy._run_code",
                "importlib.import_module",
                "pty.spawn",
                "webbrowser.open",
                "socket.socket",
                "shutil.rmtree",
                "pickle.loads",
                "_pickle.loads",
                "marshal.loads",
                "types.FunctionType",
                "types.CodeType",
                "timeit.timeit",
                "pdb.run",
                "code.InteractiveInterpreter",
                "ctypes.CDLL",
                "sys.exit",
                "sys.modules",
                "pip.main",
                "asyncio.create_subprocess_shell",
                "multiprocessing.Process",
                "threading.Thread",
                "http.client.HTTPConnection",
                "urllib.request.urlopen",
                "tempfile.mktemp",
                "logging.config.listen",
                "scipy.sparse.load_npz",
                "scipy.sparse._coo.coo_matrix.__class__",
                "joblib.load",
                "dill.loads",
                "cloudpickle.loads",
                "pandas.read_pickle",
                "collections.namedtuple",
                "_codecs.decode",
                "codecs.encode",
                "_codecs.lookup",
                "idlelib.run.Executive",
                "lib2to3.pgen2.pgen.ParserGenerator",
                "ensurepip._run_pip",
                "bdb.Bdb",
                "cProfile.run",
                "profile.run",
                "doctest.debug_script",
                "uuid._popen"
            })
    void whateverIsNotOnTheListIsRefusedByItsName(String name) {
        String module = name.substring(0, name.lastIndexOf('.'));
        String last = name.substring(name.lastIndexOf('.') + 1);
        String refusal = "expected data, received " + name + ", which this reader refuses to build";
        String command = "(X\4\0\0\0true";
        assertTrue(refusalOf("c%s\n%s\n%stR.".formatted(module, last, command)).contains(refusal)); // REDUCE
        assertTrue(refusalOf("c%s\n%s\n)\u0081}b.".formatted(module, last)).contains(refusal)); // NEWOBJ, BUILD
        assertTrue(refusalOf("c%s\n%s\n)}\u0092.".formatted(module, last)).contains(refusal)); // NEWOBJ_EX
        assertTrue(
                refusalOf("(c%s\n%s\nX\4\0\0\0trueo.".formatted(module, last)).contains(refusal)); // OBJ
        assertTrue(refusalOf("(X\4\0\0\0truei%s\n%s\n.".formatted(module, last)) // INST
                .contains("expected data, received an instance of " + name + ", which this reader refuses to build"));
        assertTrue(refusalOf(text(module) + text(last) + "\u0093)R.").contains(refusal)); // STACK_GLOBAL
        assertTrue(refusalOf(text(module) + "q\0" + "0h\0" + text(last) + "\u0093.")
                .contains(refusal)); // by the memo
    }

    private static String text(String value) {
        return "\u008c" + (char) value.length() + value;
    }

    @ParameterizedTest
    @CsvSource({
        "numpy, ndarray.__class__",
        "numpy.core, multiarray._reconstruct",
        "numpy.core.multiarray, _reconstruct.__globals__",
        "builtins, list.__subclasses__",
        "'', builtins.list",
        "builtins.list, ''",
        "collections, OrderedDict.fromkeys"
    })
    void aNameThatIsPutTogetherOtherwiseGainsNothing(String module, String name) {
        String received = refusalOf(text(module) + text(name) + "\u0093.");
        assertTrue(received.contains(module + "." + name), received);
    }

    @ParameterizedTest
    @CsvSource({
        "'\u0082\1.', the extension 1",
        "'\u0083\1\1.', the extension 257",
        "'\u0084\1\0\0\0.', the extension 1",
        "'Pos.system\n.', the persistent id os.system",
        "'\u008c\1xQ.', the persistent id x",
        "'\u0097.', a buffer outside the file",
        "'N\u0098.', a buffer outside the file"
    })
    void whatLiesOutsideTheFileIsRefused(String pickle, String what) {
        assertTrue(refusalOf(pickle).contains("received " + what + ", which this reader refuses to build"));
    }

    @Test
    void aTypeIsNeitherCalledInAnotherWayNorGivenAnotherState() {
        refusalOf("cnumpy\nndarray\n)R.");
        refusalOf("cbuiltins\nlist\n(cbuiltins\nlist\ntR.");
        refusalOf("cbuiltins\nlist\n}b.");
        refusalOf("]}b.");
        refusalOf("c_codecs\nencode\n(X\1\0\0\0aX\3\0\0\0rottR.");
        refusalOf("ctorch._utils\n_rebuild_tensor_v2\n(NK\0))NNtR.");
        assertTrue(
                refusalOf("X\11\0\0\0os.system)R.").contains("expected a type that may be built, received os.system"));
    }

    @Test
    void anArraySaysWhetherItLiesByColumn() {
        String array = "cnumpy.core.multiarray\n_reconstruct\n)R(K\1K\0\u0085cnumpy\ndtype\nX\2\0\0\0f4\u0085R%sC\0tb.";
        assertEquals(0, ((Numbers) pickle(array.replace("%s", "\u0089"))).size());
        assertTrue(refusalOf(array.replace("%s", "N")).contains("expected argument 3"));
    }

    @Test
    void aListMayHoldItself() {
        List<?> list = (List<?>) pickle("]q\0h\0a.");
        assertSame(list, list.get(0));
        assertEquals("a list of 1", Pickle.describe(list));
    }

    @Test
    void aDictionaryHoldsTheLaterOfTwoValues() {
        assertEquals(2L, ((Pickle.Dict) pickle("}X\1\0\0\0aK\1sX\1\0\0\0aK\2s.")).get("a"));
    }

    @Test
    void aTypeBeforePython3HoldsItsBytesAsATextInQuotes() {
        assertEquals("a'\\\n\u00e9", pickle("S'a\\'\\\\\\n\\xe9'\n."));
        refusalOf("S'a\n.");
        refusalOf("S'\\q'\n.");
        refusalOf("S'\\x1'\n.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "(.",
                "K",
                "K\1",
                "K\1K\2.",
                "K\1.K\2.",
                "\u0080\6N.",
                "0.",
                "1.",
                "2.",
                "h\0.",
                "(0.",
                "(h\0.",
                "q\0.",
                "Nr\u00ff\u00ff\u00ff\u00ff.",
                "Np999999999999999999999\n.",
                "Iabc\n.",
                "I\n.",
                "Fabc\n.",
                "I1",
                "X\u00ff\u00ff\u00ff\u00ff.",
                "\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff.",
                "\u008e\0\0\0\0\0\0\0\u0080.",
                "\u0095\u00ff\0\0\0\0\0\0\0N.",
                "T\u00ff\u00ff\u00ff\u00ff.",
                "\u008b\u00ff\u00ff\u00ff\u007f.",
                "\u008c\1\u00ff.",
                "K\1K\2s.",
                "}K\1a.",
                "]K\1K\2s.",
                "}(K\1u.",
                "(K\1d.",
                "K\1\u0085\u0086.",
                "NR.",
                "N)R.",
                "cnumpy\nndarray\nNR.",
                "\u00ff."
            })
    void malformedPicklesAreRefused(String pickle) {
        assertTrue(refusalOf(pickle).contains(": byte "));
    }

    @Test
    void aFileThatIsCutAnywhereIsRefused() {
        for (int protocol = 0; protocol <= 5; protocol++) {
            byte[] whole =
                    Bytes.of(Fixtures.file("arrays-" + protocol + ".pkl")).all();
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = java.util.Arrays.copyOf(whole, length);
                Fixtures.refusal(() -> Pickle.read(Bytes.of("x.pkl", cut)));
            }
        }
    }

    @Test
    void whatOneInstructionCopiesIsBounded() {
        String copies = "0c_codecs\nencode\n(h\0X\6\0\0\0latin1tR".repeat(2000);
        String text = "X\0\0\1\0" + "a".repeat(1 << 16) + "q\0";
        assertTrue(refusalOf(text + copies + ".").contains("expected objects in proportion to the file's"));
        refusalOf("]".repeat(10_000_000));
        refusalOf("(".repeat(10_000_000));
        refusalOf("}".repeat(10_000_000));
    }

    @Test
    void nestingHasNoStack() {
        pickle("]".repeat(2000) + "a".repeat(1999) + ".");
        pickle("N" + "\u0085".repeat(900) + ".");
    }
}
