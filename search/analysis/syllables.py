"""Pinyin as it is typed, cut into syllables: huanjiejil is huan jie ji and the beginning of another."""

from __future__ import annotations

MOST_READINGS = 6
MAX_LETTERS = 48

_LIST = """
    a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang cao ce
    cen ceng cha chai chan chang chao che chen cheng chi chong chou chu chua chuai chuan chuang chui chun
    chuo ci cong cou cu cuan cui cun cuo da dai dan dang dao de dei den deng di dia dian diao die ding diu
    dong dou du duan dui dun duo e ei en eng er fa fan fang fei fen feng fiao fo fou fu ga gai gan gang
    gao ge gei gen geng gong gou gu gua guai guan guang gui gun guo ha hai han hang hao he hei hen heng
    hong hou hu hua huai huan huang hui hun huo ji jia jian jiang jiao jie jin jing jiong jiu ju juan jue
    jun ka kai kan kang kao ke kei ken keng kong kou ku kua kuai kuan kuang kui kun kuo la lai lan lang
    lao le lei len leng li lia lian liang liao lie lin ling liu lo long lou lu luan lun luo lv lve ma mai
    man mang mao me mei men meng mi mian miao mie min ming miu mo mou mu na nai nan nang nao ne nei nen
    neng ni nian niang niao nie nin ning niu nong nou nu nuan nun nuo nv nve o ou pa pai pan pang pao pei
    pen peng pi pian piao pie pin ping po pou pu qi qia qian qiang qiao qie qin qing qiong qiu qu quan que
    qun ran rang rao re ren reng ri rong rou ru rua ruan rui run ruo sa sai san sang sao se sen seng sha
    shai shan shang shao she shei shen sheng shi shou shu shua shuai shuan shuang shui shun shuo si song
    sou su suan sui sun suo ta tai tan tang tao te tei teng ti tian tiao tie ting tong tou tu tuan tui tun
    tuo wa wai wan wang wei wen weng wo wu xi xia xian xiang xiao xie xin xing xiong xiu xu xuan xue xun
    ya yan yang yao ye yi yin ying yo yong you yu yuan yue yun za zai zan zang zao ze zei zen zeng zha
    zhai zhan zhang zhao zhe zhei zhen zheng zhi zhong zhou zhu zhua zhuai zhuan zhuang zhui zhun zhuo zi
    zong zou zu zuan zui zun zuo
"""
_SYLLABLES = frozenset(_LIST.split())
_LONGEST = max(map(len, _SYLLABLES))
_BEGUN = frozenset(syllable[:length] for syllable in _SYLLABLES for length in range(1, len(syllable)))
_OTHER_SPELLINGS = {"lue": "lve", "nue": "nve"}


def read_syllables(letters: str, *, unfinished: bool = False) -> tuple[tuple[str, ...], ...]:
    """The ways to read small letters and digits as pinyin, each the syllables that are complete.

    Not more than ``MOST_READINGS`` (fangan is fang an and fan gan), those with long syllables first; none
    where it is no pinyin. Never raises; time grows with the length.

    Args:
        unfinished: the letters are being typed, and the last ones may be the beginning of a syllable, which
            is then left out.
    """
    letters = letters[:MAX_LETTERS]
    # From the end: what can be read from each place on. Beyond the end there is nothing more to read.
    readings: list[list[tuple[str, ...]]] = [[] for _ in range(len(letters))] + [[()]]
    for start in reversed(range(len(letters))):
        found = [
            (_OTHER_SPELLINGS.get(letters[start:end], letters[start:end]), *rest)
            for end in _ends(letters, start)
            for rest in readings[end]
        ]
        if unfinished and letters[start:] in _BEGUN:
            found.append(())
        readings[start] = list(dict.fromkeys(found))[:MOST_READINGS]
    return tuple(reading for reading in readings[0] if reading)


def _ends(letters: str, start: int) -> list[int]:
    """Where a syllable, or a number, that starts here may end; the longest first."""
    if letters[start].isdigit():
        end = start
        while end < len(letters) and letters[end].isdigit():
            end += 1
        return [end]
    ends = range(min(len(letters), start + _LONGEST), start, -1)
    return [end for end in ends if letters[start:end] in _SYLLABLES or letters[start:end] in _OTHER_SPELLINGS]
