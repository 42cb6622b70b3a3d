package metammf.fusion;

import static metammf.base.MetaMmfException.require;

import ai.djl.ndarray.NDManager;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import metammf.base.Records;
import metammf.data.ItemFeatures.Scaling;

/**
 * The configuration of item vectors: e_i = [fused features ; id embedding], eq. (2). The settings of the tensor and the
 * meta information apply only to {@link Kind#META}.
 *
 * @param kind where the modalities are combined
 * @param form the form of the fusion tensor
 * @param rank rank of the decomposition, R
 * @param metaDim width of the meta information, S
 * @param metaHidden width of the extractor's hidden layer; 0 stands for min(F, 256)
 * @param metaActivation whether the meta information passes a ReLU, as in the paper
 * @param widths the fusion layers' output widths, the last one D_m
 * @param staticWeights whether all items share static weights in addition to their own weights, eq. (9)
 * @param idDim width of the item's id embedding, D_c; 0 for none
 * @param scaling how the features are put on one scale before they enter
 * @param metaApart whether the second half of the modalities is what the meta information is read from, and only the first half
 *     is fused, eq. (7) with a y_i in the place of x_i: for the question what the meta information contributes
 * @param l2 weight of half the squares of the fusion's weights in the loss, in addition to the weight decay of all
 *     weights
 */
public record FusionConfig(
        Kind kind,
        MetaLayer.Form form,
        int rank,
        int metaDim,
        int metaHidden,
        boolean metaActivation,
        List<Integer> widths,
        boolean staticWeights,
        int idDim,
        Scaling scaling,
        boolean metaApart,
        double l2)
        implements Serializable {
    /** Where the modalities meet. */
    public enum Kind {
        /** In an item-specific network, {@link MetaFusion}. */
        META("MetaMMF"),
        /** At the input of one network for all items, {@link EarlyFusion}. */
        EARLY("Early"),
        /** After one network for each modality: section 5.3 of the paper. */
        LATE("Late"),
        /** Early and late fusion together: section 5.3 of the paper. */
        HYBRID("Hybrid");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** As in the paper's tables. */
        @Override
        public String toString() {
            return label;
        }
    }

    public FusionConfig {
        widths = List.copyOf(widths);
        require(rank > 0, "rank: expected at least 1, received %d", rank);
        require(metaDim > 0, "metaDim: expected at least 1, received %d", metaDim);
        require(metaHidden >= 0, "metaHidden: expected 0 (automatic) or more, received %d", metaHidden);
        require(!widths.isEmpty(), "widths: expected at least one layer");
        require(widths.stream().allMatch(w -> w > 0), "widths: expected positive widths, received %s", widths);
        require(idDim >= 0, "idDim: expected 0 (none) or more, received %d", idDim);
        require(l2 >= 0, "l2: expected 0 or more, received %s", l2);
    }

    /** {@return the paper's settings with normalised features, which learn from the first epoch} */
    public static FusionConfig defaults() {
        return paper().withScaling(Scaling.NORMALISED);
    }

    /**
     * {@return the paper's settings, section 5.2, for TikTok} CP form of rank 16, one layer to 32, meta information of
     * width 5, id embedding of width 32, standardised features. The paper does not give the hidden width of the
     * extractor, which is small here.
     */
    public static FusionConfig paper() {
        return new FusionConfig(
                Kind.META, MetaLayer.Form.CP, 16, 5, 0, true, List.of(32), true, 32, Scaling.STANDARDISED, false, 0);
    }

    /** {@return the defaults with the tensor decomposed to rank R, eq. (13) to (15)} */
    public static FusionConfig cp(int rank) {
        return defaults().withRank(rank);
    }

    /** {@return the defaults with the full tensor, eq. (8)} */
    public static FusionConfig full() {
        return defaults().withForm(MetaLayer.Form.FULL);
    }

    /** {@return what the authors' released code computes: rank-one gate, linear meta information} */
    public static FusionConfig released(int rank) {
        return cp(rank).withForm(MetaLayer.Form.RELEASED).withMetaActivation(false);
    }

    /** {@return the defaults with early fusion, section 5.3 of the paper: one static network for all items} */
    public static FusionConfig early() {
        return defaults().withKind(Kind.EARLY);
    }

    /** {@return the defaults with late fusion, section 5.3 of the paper: the mean of a network per modality} */
    public static FusionConfig late() {
        return defaults().withKind(Kind.LATE);
    }

    /** {@return the defaults with hybrid fusion, section 5.3 of the paper: early and late fusion together} */
    public static FusionConfig hybrid() {
        return defaults().withKind(Kind.HYBRID);
    }

    /** {@return a fusion network with fresh weights, from the widths of the modalities' features, in their order} */
    public Fusion build(NDManager owner, int[] modalities, RandomGenerator random) {
        int inputWidth = Arrays.stream(modalities).sum();
        require(!metaApart || kind == Kind.META, "meta information apart: expected dynamic fusion, received %s", kind);
        int[] layers = widths.stream().mapToInt(w -> w).toArray();
        return switch (kind) {
            case META -> new MetaFusion(owner, inputWidth, this, random);
            case EARLY -> new EarlyFusion(owner, inputWidth, random, layers);
            case LATE, HYBRID -> new LateFusion(owner, modalities, kind == Kind.HYBRID, random, layers);
        };
    }

    /** {@return a copy with a static network for one modality of this width, as late fusion has it} */
    public FusionConfig ofModality(int width) {
        return withKind(Kind.EARLY).withWidths(LateFusion.tower(width, widths));
    }

    /** {@return a copy that fuses the modalities at this place} */
    public FusionConfig withKind(Kind value) {
        return Records.with(this, "kind", value);
    }

    /** {@return a copy with this form of the fusion tensor} */
    public FusionConfig withForm(MetaLayer.Form value) {
        return Records.with(this, "form", value);
    }

    /** {@return a copy with this rank of the decomposition, R} */
    public FusionConfig withRank(int value) {
        return Records.with(this, "rank", value);
    }

    /** {@return a copy with this width of the meta information, S} */
    public FusionConfig withMetaDim(int value) {
        return Records.with(this, "metaDim", value);
    }

    /** {@return a copy with this width of the extractor's hidden layer, H, or 0 for min(F, 256)} */
    public FusionConfig withMetaHidden(int value) {
        return Records.with(this, "metaHidden", value);
    }

    /** {@return a copy whose meta information is rectified or not} */
    public FusionConfig withMetaActivation(boolean value) {
        return Records.with(this, "metaActivation", value);
    }

    /** {@return a copy with these output widths of the layers, without the input; see {@link MetaFusion#tower}} */
    public FusionConfig withWidths(int... values) {
        return Records.with(this, "widths", Arrays.stream(values).boxed().toList());
    }

    /** {@return a copy with or without static weights, which Table 5 of the paper compares} */
    public FusionConfig withStaticWeights(boolean value) {
        return Records.with(this, "staticWeights", value);
    }

    /** {@return a copy with this width of the item's id embedding, D_c; 0 for items that only their content describes} */
    public FusionConfig withIdDim(int value) {
        return Records.with(this, "idDim", value);
    }

    /** {@return a copy with this scaling of the features} */
    public FusionConfig withScaling(Scaling value) {
        return Records.with(this, "scaling", value);
    }

    /** {@return a copy that reads the meta information from modalities of its own, the second half of them, or from all} */
    public FusionConfig withMetaApart(boolean value) {
        return Records.with(this, "metaApart", value);
    }

    /** {@return a copy with this regulariser of the fusion's own weights, 0 or more, against overfitting of the content} */
    public FusionConfig withL2(double value) {
        return Records.with(this, "l2", value);
    }
}
