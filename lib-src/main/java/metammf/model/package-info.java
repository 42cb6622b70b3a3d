/**
 * Recommenders on top of the fused item vectors: eq. (1), (2) and (16) to (19) of the paper.
 *
 * <pre>
 * e_i = [e_i^m ; e_i^c]                                    eq. (2)    {@link metammf.model.ItemEncoder}, content beside id
 *
 * MetaMMF_MF    y_ui = e_u . e_i                           eq. (16)   {@link metammf.model.MatrixFactorization}
 *
 * MetaMMF_GCN   e^(0) = e_u or e_i                         eq. (17)   {@link metammf.model.GraphConvolution}
 *               e^(l) = sigma(e^(l-1) W_1 + mean W_2)      eq. (18)   mean: of the neighbours' e^(l-1)
 *               y_ui  = e_u^(L) . e_i^(L)                  eq. (1)
 *
 * L = mean over (u, i, j) of -ln sigma(y_ui - y_uj)        eq. (19)   {@link metammf.model.BprLoss}
 * </pre>
 *
 * <p>The neighbours are those of the training interactions ({@link metammf.model.BipartiteGraph}). In training a
 * {@link metammf.model.Recommender} makes the vectors of a batch of {@link metammf.model.Recommender.Triples}, which the
 * loss of a {@link metammf.model.Recommender.Step} compares. All models extend {@link metammf.model.Model}; those whose
 * items have an {@link metammf.model.ItemEncoder} extend {@link metammf.model.EncoderModel}. Afterwards all that is left
 * of a model are its {@link metammf.model.Embeddings}, the final vectors; a ranking sees no more of them than
 * {@link metammf.eval.Scores}. {@link metammf.model.EncoderModel#meanOfScores} is late fusion by scores: a model for each
 * modality and y_ui = (1 / M) sum_m y_ui^m. An {@link metammf.model.Explanation} takes a score apart again.
 */
package metammf.model;
