/** Figures: learning curves, bars, the long tail, t-SNE and its silhouette. */
package metammf.plot;
