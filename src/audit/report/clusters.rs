//! Pages that resemble each other.

use super::page::{Column, grouped, table};
use super::rows::{Rows, shown};
use crate::audit::merge::MergeError;
use crate::report::escaped;
use serde::Deserialize;
use std::cmp::Reverse;
use std::io::{Read, Write};

/// Clusters on the page, the largest.
const CLUSTERS: usize = 50;
/// Members of each.
const MEMBERS: usize = 10;
/// Characters of a URL.
const URL: usize = 300;

/// A row of `clusters.csv`.
#[derive(Deserialize)]
struct Row<'r> {
    cluster: &'r str,
    document: &'r str,
    part: &'r str,
    url: &'r str,
    site: &'r str,
    similarity: Option<f64>,
    likeliest_original: &'r str,
}

/// A cluster: its members, and the first of them.
#[derive(Default)]
struct Cluster {
    id: String,
    size: u64,
    members: Vec<[String; 4]>,
}

/// The section of the largest clusters; members of one follow each other in the table.
pub(super) fn section(out: &mut impl Write, clusters: impl Read) -> Result<(), MergeError> {
    let (largest, all) = largest(clusters)?;
    writeln!(
        out,
        "<section aria-labelledby=\"clusters\">\n<h2 id=\"clusters\">Clusters</h2>\n\
         <p>Pages that share the words which rewriting leaves alone, and may so be made from one source. The likeliest original is so by its \
         phrasing; which page was first, and whether any was rewritten, a cluster does not tell. Pages \
         are linked one to the next, so that two of a cluster may share little. {} in all{}.</p>",
        grouped(all),
        if all > CLUSTERS as u64 {
            format!("; here are the {CLUSTERS} largest, <code>clusters</code> has all")
        } else {
            String::new()
        }
    )?;
    for cluster in largest {
        cluster.write(out)?;
    }
    Ok(out.write_all(b"</section>\n")?)
}

/// The largest clusters, and how many there are.
fn largest(clusters: impl Read) -> Result<(Vec<Cluster>, u64), MergeError> {
    let (mut rows, mut largest, mut present, mut all) = (Rows::open(clusters)?, Vec::new(), Cluster::default(), 0);
    while let Some(row) = rows.next::<Row<'_>>()? {
        if row.cluster != present.id || present.size == 0 {
            all += 1;
            keep(&mut largest, std::mem::take(&mut present));
            present.id = row.cluster.to_string();
        }
        present.size += 1;
        let is_original = row.likeliest_original == "yes";
        if present.members.len() < MEMBERS || is_original {
            // The one that the others are compared with is shown wherever it stands.
            present.members.truncate(MEMBERS - usize::from(is_original));
            present.members.push(row.cells());
        }
    }
    keep(&mut largest, present);
    Ok((largest, all))
}

fn keep(largest: &mut Vec<Cluster>, cluster: Cluster) {
    if cluster.size > 0 {
        largest.insert(largest.partition_point(|other| Reverse(other.size) <= Reverse(cluster.size)), cluster);
        largest.truncate(CLUSTERS);
    }
}

impl Row<'_> {
    fn cells(&self) -> [String; 4] {
        let name = [self.url, self.part].into_iter().find(|name| !name.is_empty()).unwrap_or(self.document);
        let similarity = self.similarity.map_or_else(String::new, |similarity| format!("{similarity:.2}"));
        let original = if self.likeliest_original == "yes" { "yes" } else { "" };
        [shown(name, URL), shown(self.site, URL), original.to_string(), similarity]
    }
}

impl Cluster {
    fn write(self, out: &mut impl Write) -> Result<(), MergeError> {
        let original = self.members.iter().find(|[_, _, original, _]| !original.is_empty()).or(self.members.first());
        writeln!(
            out,
            "<details><summary>{} pages: {}</summary>",
            grouped(self.size),
            original.map(|[name, ..]| escaped(name)).unwrap_or_default()
        )?;
        let left = self.size - self.members.len() as u64;
        let [page, site, original] = ["Page", "Site", "Likeliest original"].map(Column::Text);
        let columns = [page, site, original, Column::Number("Similarity to it")];
        table(out, &columns, self.members.into_iter().map(Vec::from))?;
        if left > 0 {
            writeln!(out, "<p class=\"dim\">{} more in <code>clusters</code>.</p>", grouped(left))?;
        }
        Ok(out.write_all(b"</details>\n")?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_clusters_come_first_and_the_rest_is_told() {
        let rows: String = (1..=60)
            .flat_map(|cluster| {
                (0..cluster % 13 + 2).map(move |page| {
                    let original = if page == 12 { "yes" } else { "no" };
                    format!("{cluster},a.warc,x,http://a.example/{cluster}/{page}<,a.example,0.913,{original}\n")
                })
            })
            .collect();
        let mut out = Vec::new();
        section(&mut out, format!("cluster,document,part,url,site,similarity,likeliest_original\n{rows}").as_bytes())
            .unwrap();
        let html = String::from_utf8(out).unwrap();
        assert!(html.contains("60 in all; here are the 50 largest"), "{html}");
        assert_eq!(html.matches("<details>").count(), 50);
        let first = html.find("<summary>14 pages: http://a.example/12/12&lt;<").unwrap();
        assert!(first < html.find("<summary>13 pages: http://a.example/11/12&lt;<").unwrap());
        assert!(!html.contains("/12/9&lt;") && html.contains("/10/9&lt;"), "{html}");
        assert!(html.contains("<td class=\"n\">0.91</td>") && html.contains("4 more in"), "{html}");
    }
}
