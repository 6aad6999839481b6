//! From the stored inputs to the content: pure, so that the same inputs always give the same bytes. A template that has
//! been used is never changed; a new look is a new template with a new number.
use super::inputs::{IndicatorInput, Inputs, LightsInput};
use crate::{
    foundation::{
        clock::local_time,
        db::Decimal,
        error::{Error, Result},
    },
    progress::figures::Light,
};
use chrono::{Datelike, NaiveDate};

/// The template that new bulletins use.
pub const TEMPLATE: i32 = 1;

/// The content of a bulletin, in Markdown, from its inputs alone.
pub fn render(inputs: &Inputs) -> Result<String> {
    match inputs.template {
        1 => Ok(first(inputs)),
        unknown => Err(Error::internal(format!("there is no bulletin template {unknown}"))),
    }
}

/// 督查通报〔2025〕第3期.
pub fn code(year: i32, number: i32) -> String {
    format!("督查通报〔{year}〕第{number}期")
}

fn first(inputs: &Inputs) -> String {
    let parts = [head(inputs), whole(inputs), behind(inputs), missing(inputs), areas(inputs), stages(inputs)];
    let rest = [ranking(inputs), all(inputs), foot(inputs)];
    parts.into_iter().chain(rest).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

fn day(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// Text in a cell of a table: a bar or a line break would end it.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace(['\r', '\n'], " ")
}
fn or_none(text: Option<&String>) -> String {
    text.map_or_else(|| "—".to_owned(), |text| cell(text))
}

fn head(inputs: &Inputs) -> String {
    let number = inputs.number.map_or_else(|| "督查通报（征求意见稿）".to_owned(), |number| code(inputs.year, number));
    let published = inputs.published_on.map_or_else(String::new, |on| format!("\n\n{}", day(on)));
    format!("# {}\n\n{number}{published}\n", cell(&inputs.title))
}

fn counted(lights: &LightsInput) -> String {
    let LightsInput { green, watch, yellow, red, grey } = lights;
    format!("绿灯{green}项（其中关注{watch}项）、黄灯{yellow}项、红灯{red}项、灰灯{grey}项")
}

fn whole(inputs: &Inputs) -> String {
    format!(
        "## 一、总体情况\n\n截至{}，{}{}共{}项指标：{}。数据均为该时点前已审定的数据。\n",
        local_time(inputs.cut_off_at).format("%Y年%-m月%-d日%H:%M:%S"),
        inputs.jurisdiction_name,
        inputs.plan,
        inputs.indicators.len(),
        counted(&inputs.lights)
    )
}

/// Those behind, the worst first; of equals, in the order of the codes.
fn behind(inputs: &Inputs) -> String {
    let lag = |one: &IndicatorInput| one.lag_pp.as_ref().and_then(|text| text.parse::<Decimal>().ok());
    let mut late: Vec<_> = inputs
        .indicators
        .iter()
        .filter(|one| matches!(one.light, Light::Red | Light::Yellow))
        .map(|one| (one.light == Light::Red, lag(one), one))
        .collect();
    late.sort_by_key(|(red, lag, _)| std::cmp::Reverse((*red, *lag))); // stable: codes were in order
    if late.is_empty() {
        return "## 二、进度滞后的指标\n\n无。\n".to_owned();
    }
    let line = |(index, (red, _, one)): (usize, &(bool, Option<Decimal>, &IndicatorInput))| {
        let light = if *red { "红灯" } else { "黄灯" };
        let lead = one.lead_bureau.as_deref().unwrap_or("未明确");
        format!("{}. **{}**（{light}，牵头单位：{}）{}\n", index + 1, cell(&one.code), cell(lead), cell(&one.sentence))
    };
    format!("## 二、进度滞后的指标\n\n{}", late.iter().enumerate().map(line).collect::<String>())
}

fn missing(inputs: &Inputs) -> String {
    let silent: Vec<&IndicatorInput> =
        inputs.indicators.iter().filter(|one| one.light == Light::Grey && one.target.is_some()).collect();
    if silent.is_empty() {
        return "## 三、没有审定数据的指标\n\n无。\n".to_owned();
    }
    let codes: Vec<String> = silent.iter().map(|one| cell(&one.code)).collect();
    format!("## 三、没有审定数据的指标\n\n共{}项：{}。\n", silent.len(), codes.join("、"))
}

fn areas(inputs: &Inputs) -> String {
    let row = |area: &super::inputs::AreaInput| {
        let LightsInput { green, watch, yellow, red, grey } = &area.lights;
        let name = format!("{} {}", cell(&area.code), cell(&area.name));
        format!("| {name} | {green} | {watch} | {yellow} | {red} | {grey} |\n")
    };
    let rows: String = inputs.areas.iter().map(row).collect();
    format!("## 四、各领域\n\n| 领域 | 绿灯 | 其中关注 | 黄灯 | 红灯 | 灰灯 |\n|---|---|---|---|---|---|\n{rows}")
}

fn stages(inputs: &Inputs) -> String {
    let rows: String =
        inputs.stages.iter().map(|stage| format!("| {} | {} |\n", cell(&stage.stage), stage.projects)).collect();
    format!("## 五、四库项目\n\n| 库 | 点名项目 |\n|---|---|\n{rows}")
}

fn ranking(inputs: &Inputs) -> String {
    let Some(formula) = inputs.ranking_formula.as_ref().filter(|_| !inputs.ranking.is_empty()) else {
        return String::new();
    };
    let row = |one: &super::inputs::RankInput| format!("| {} | {} | {} |\n", one.rank, cell(&one.bureau), one.score);
    let rows: String = inputs.ranking.iter().map(row).collect();
    format!("## 六、单位排名\n\n{}\n\n| 名次 | 单位 | 得分 |\n|---|---|---|\n{rows}", cell(formula))
}

fn all(inputs: &Inputs) -> String {
    let light = |light| match light {
        Light::Green => "绿",
        Light::Yellow => "黄",
        Light::Red => "红",
        Light::Grey => "灰",
    };
    let row = |one: &IndicatorInput| {
        format!(
            "| {} | {} | {} | {} | {} | {} | {} | {}{} |\n",
            cell(&one.code),
            cell(&one.name),
            or_none(one.lead_bureau.as_ref()),
            or_none(one.target.as_ref()),
            or_none(one.actual.as_ref()),
            or_none(one.rate.as_ref()),
            or_none(one.expected_rate.as_ref()),
            light(one.light),
            if one.watch { "（关注）" } else { "" },
        )
    };
    let rows: String = inputs.indicators.iter().map(row).collect();
    let head = "| 编号 | 指标 | 牵头单位 | 目标 | 实际 | 完成率 | 序时 | 灯 |\n|---|---|---|---|---|---|---|---|\n";
    format!("## 附表\n\n{head}{rows}")
}

fn foot(inputs: &Inputs) -> String {
    let rules = inputs.rule_set.as_deref().unwrap_or("无");
    let ranking = inputs.ranking_rules.map_or_else(|| "无".to_owned(), |number| format!("第{number}版"));
    let date = day(inputs.as_of);
    format!(
        "---\n\n数据截止：{date}。亮灯规则：{}。排名规则：{ranking}。模板：第{}版。\n",
        cell(rules),
        inputs.template
    )
}
