package metammf.bench;

import java.util.List;
import metammf.MetaMmf;
import metammf.baseline.Bm3;
import metammf.baseline.Freedom;
import metammf.baseline.Grcn;
import metammf.baseline.Lattice;
import metammf.baseline.LightGcn;
import metammf.baseline.Mgcn;
import metammf.baseline.Mmgcn;
import metammf.baseline.Vbpr;
import metammf.data.Dataset;
import metammf.data.ItemFeatures.Scaling;
import metammf.data.Modality;
import metammf.engine.Compute;
import metammf.model.Recommender;

/**
 * The models that the public framework MMRec has too, with the sizes of its configuration files: vectors of width 64, and
 * the first value of every list.
 */
final class MmRec {
    private static final int DIM = 64;
    private static final int NEIGHBOURS = 10;

    private static final int WIDE = 257; // MMGCN maps wider features than 256 to 256

    private MmRec() {}

    /** Returns an untrained model. MMRec trains the features of FREEDOM, BM3, LATTICE and MGCN, so they are trained here too. */
    static Recommender model(String name, Dataset data) {
        Compute compute = Compute.auto();
        return switch (name) {
            case "BPR" -> MetaMmf.bprMf(data, DIM, 1);
            case "VBPR" -> new Vbpr(data, new Vbpr.Config(DIM, DIM, 1e-2, 0, Scaling.NONE), compute, 1);
            case "LightGCN" -> new LightGcn(data, new LightGcn.Config(1, DIM, 1e-2), compute, 1);
            case "FREEDOM" ->
                new Freedom(
                        data, new Freedom.Config(DIM, 2, NEIGHBOURS, List.of(0.1, 0.9), 0.8, 1e-3, true), compute, 1);
            case "BM3" -> new Bm3(data, new Bm3.Config(DIM, 1, 0.3, 2, 0.1, true), compute, 1);
            case "LATTICE" ->
                new Lattice(data, new Lattice.Config(DIM, 2, NEIGHBOURS, 0.9, 1e-5, true, true), compute, 1);
            case "MMGCN" -> new Mmgcn(widened(data), Mmgcn.Config.released(), compute, 1);
            case "GRCN" -> new Grcn(data, Grcn.Config.paper(), compute, 1);
            case "MGCN" -> new Mgcn(data, new Mgcn.Config(DIM, 2, NEIGHBOURS, 1e-3, 0.2, 1e-4, true), compute, 1);
            default -> throw new IllegalArgumentException("model: received " + name);
        };
    }

    /** MMRec's MMGCN maps the visual features to a width of 256, though they are 128 wide; zeros make ours do so too. */
    private static Dataset widened(Dataset data) {
        return data.withFeatures(data.features().changed(m -> m.name().equals("visual") ? widened(m) : m));
    }

    private static Modality widened(Modality m) {
        float[] values = new float[m.items() * WIDE];
        for (int item = 0; item < m.items(); item++) {
            System.arraycopy(m.values(), item * m.width(), values, item * WIDE, m.width());
        }
        return new Modality(m.name(), m.items(), WIDE, values);
    }
}
